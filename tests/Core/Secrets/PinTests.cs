using Xunit;

namespace Wallet.Core.Tests;

public sealed class PinTests
{
    [Theory]
    [InlineData("0000", true)]
    [InlineData("4711", true)]
    [InlineData("123456", true)]
    [InlineData("123", false)]
    [InlineData("1234567", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("12a4", false)]
    [InlineData(" 4711", false)]
    [InlineData("47 11", false)]
    [InlineData("-4711", false)]
    [InlineData("٤٧١١", false)] // digits, but not ASCII ones
    [InlineData("4711\n", false)]
    public void A_pin_is_4_to_6_ascii_digits(string? text, bool valid)
    {
        Assert.Equal(valid, Pin.TryParse(text, out var pin));
        Assert.Equal(valid ? text : null, pin?.Reveal);
    }

    [Theory]
    [InlineData("1111", false)]
    [InlineData("000000", false)]
    [InlineData("1234", false)]
    [InlineData("0123", false)]
    [InlineData("456789", false)]
    [InlineData("9876", false)]
    [InlineData("3210", false)]
    [InlineData("543210", false)]
    [InlineData("1112", true)]
    [InlineData("2111", true)]
    [InlineData("1235", true)]
    [InlineData("9875", true)]
    [InlineData("8901", true)] // 9 to 0 is no step of one
    [InlineData("1212", true)]
    [InlineData("1357", true)]
    [InlineData("123455", true)]
    [InlineData("4711", true)]
    public void A_pin_that_everybody_tries_first_may_not_be_chosen(string digits, bool mayBeChosen) =>
        Assert.Equal(mayBeChosen, Secret.Pin(digits).MayBeChosen);

    [Fact]
    public void Of_all_pins_of_four_digits_24_may_not_be_chosen() => Assert.Equal(
        10 + 7 + 7, Enumerable.Range(0, 10_000).Count(static i => !Secret.Pin($"{i:D4}").MayBeChosen));
}
