using Xunit;

namespace Wallet.Core.Tests;

public sealed class PasswordTests
{
    [Theory]
    [InlineData(0, false, false)]
    [InlineData(1, true, false)]
    [InlineData(7, true, false)]
    [InlineData(8, true, true)]
    [InlineData(128, true, true)]
    [InlineData(129, false, false)]
    public void A_password_has_at_most_128_characters_and_a_chosen_one_at_least_8(
        int length, bool valid, bool mayBeChosen)
    {
        Assert.Equal(valid, Password.TryParse(new string('x', length), out var password));
        Assert.Equal(mayBeChosen, password?.MayBeChosen ?? false);
    }

    [Fact]
    public void A_password_is_taken_as_it_is()
    {
        Assert.Equal("  Pa\0ß wörd\t", Secret.Password("  Pa\0ß wörd\t").Reveal);
        Assert.False(Password.TryParse(null, out _));
    }
}
