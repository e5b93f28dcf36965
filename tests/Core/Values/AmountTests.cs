using Xunit;

namespace Wallet.Core.Tests;

public sealed class AmountTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(1_000_000_000_000, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(1_000_000_000_001, false)]
    [InlineData(long.MaxValue, false)]
    [InlineData(long.MinValue, false)]
    public void An_amount_is_1_to_10_to_the_12(long minor, bool valid)
    {
        Assert.Equal(valid, Amount.TryFrom(minor, out var amount));
        Assert.Equal(valid ? minor : 0, amount.Minor);
        if (valid)
            Assert.Equal(amount, Amount.From(minor));
        else
            Assert.StartsWith("An amount is 1 to 10^12 minor units.",
                Assert.Throws<ArgumentOutOfRangeException>(() => Amount.From(minor)).Message, StringComparison.Ordinal);
    }
}
