using Xunit;

namespace Wallet.Core.Tests;

public sealed class PersonNameTests
{
    [Theory]
    [InlineData("Alice Smith", "A••••e S.")]
    [InlineData("Alexandria Smithson-Brown", "A••••a S.")]
    [InlineData("Jo van der Berg", "J•••• B.")]
    [InlineData("Anna", "A••••a")]
    [InlineData("Ann", "A••••")]
    [InlineData("A", "A••••")]
    // What is seen as one letter is one, whatever it is made of.
    [InlineData("e\u0301va\u0300", "e\u0301••••")]
    [InlineData("\ud83d\ude00\ud83d\ude01\ud83d\ude02\ud83d\ude03 x", "\ud83d\ude00••••\ud83d\ude03 x.")]
    public void A_mask_shows_ends_of_the_first_word_and_the_beginning_of_the_last(string name, string masked) =>
        Assert.Equal(masked, PersonName.Parse(name).Masked);

    [Fact]
    public void A_mask_does_not_tell_how_long_a_name_is() => Assert.Equal(
        PersonName.Parse("Anna Lee").Masked, PersonName.Parse("Alessandra Longstocking").Masked);

    [Theory]
    [InlineData("  Alice\t", "Alice")]
    [InlineData("O'Neill, Jr.", "O'Neill, Jr.")]
    [InlineData("\u2003x\u00a0", "x")]
    public void White_space_around_a_name_is_no_part_of_it(string text, string name)
    {
        Assert.True(PersonName.TryParse(text, out var parsed));
        Assert.Equal(name, parsed.Value);
        Assert.Equal("***", parsed.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\rb")]
    [InlineData("a\u007fb")]
    [InlineData("a\u2029b")]
    [InlineData("a\u202eb")]
    [InlineData("a\u2066b")]
    [InlineData("\u200fa")]
    public void What_is_no_line_of_text_or_turns_one_is_no_name(string text) =>
        Assert.False(PersonName.TryParse(text, out _));

    // As data of a test it would not arrive as it is.
    [Fact]
    public void Half_a_surrogate_pair_is_no_name() => Assert.False(PersonName.TryParse("a\ud800", out _));

    [Fact]
    public void A_name_has_at_most_100_characters_once_it_is_trimmed()
    {
        Assert.True(PersonName.TryParse(" " + new string('a', 100) + " ", out _));
        Assert.False(PersonName.TryParse(new string('a', 101), out _));
        Assert.False(PersonName.TryParse("a" + new string(' ', 1000), out _));
    }
}
