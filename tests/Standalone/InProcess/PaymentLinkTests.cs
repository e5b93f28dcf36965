using Wallet.Api;
using Wallet.Core;

namespace Wallet.Standalone.Tests.InProcess;

/// <summary>Amounts in links, in currencies that the suite's hosts don't have.</summary>
public sealed class PaymentLinkTests
{
    [Theory]
    [InlineData("INR", 1250, "12.50")]
    [InlineData("JPY", 1250, "1250")]
    [InlineData("KWD", 1250, "1.250")]
    [InlineData("KWD", 5, "0.005")]
    public void An_amount_has_the_decimals_of_its_currency(string currency, long minor, string amount) => Assert.Equal(
        $"upi://pay?pa=asha@wallet&am={amount}&cu={currency}",
        PaymentLink.Of(WalletId.Parse("asha@wallet"), currency, Amount.From(minor), null));
}
