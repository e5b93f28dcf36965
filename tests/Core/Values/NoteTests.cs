using Xunit;

namespace Wallet.Core.Tests;

public sealed class NoteTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("lunch ₹ 100 👍🏽")]
    [InlineData("שלום \u200f \u202e")]
    [InlineData("\u200d\ufeff\ufffd\uffff")]
    public void Anything_readable_is_a_note(string text)
    {
        Assert.True(Note.TryParse(text, out var note));
        Assert.Equal(text, note.Value);
    }

    [Fact]
    public void A_note_has_at_most_140_utf16_units()
    {
        Assert.True(Note.TryParse(new string('x', 140), out _));
        Assert.False(Note.TryParse(new string('x', 141), out _));
        Assert.True(Note.TryParse(string.Concat(Enumerable.Repeat("👍", 70)), out _));
        Assert.False(Note.TryParse(string.Concat(Enumerable.Repeat("👍", 70)) + "x", out _));
    }

    [Fact]
    public void Control_characters_and_line_ends_are_refused_anywhere()
    {
        for (var c = 0; c <= char.MaxValue; c++)
        {
            if (char.IsSurrogate((char)c))
                continue;
            var refused = c is < 0x20 or >= 0x7F and < 0xA0 or 0x2028 or 0x2029;
            Assert.Equal(!refused, Note.TryParse($"a{(char)c}b", out _));
        }
    }

    [Theory]
    [InlineData(new[] { '\ud83d' })]
    [InlineData(new[] { '\udc4d' })]
    [InlineData(new[] { '\udc4d', '\ud83d' })]
    [InlineData(new[] { '\ud83d', '\ud83d', '\udc4d' })]
    [InlineData(new[] { 'a', '\ud83d', 'b' })]
    public void Broken_surrogates_are_refused(char[] text) => Assert.False(Note.TryParse(new string(text), out _));
}
