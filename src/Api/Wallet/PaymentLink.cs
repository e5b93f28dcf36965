using System.Globalization;
using System.Text;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>
/// What a wallet's QR code says: a UPI deep link, <c>upi://pay?pa=asha@wallet&amp;am=12.50&amp;cu=INR&amp;tn=Tea</c>.
/// Amount and note may be missing. What is a user's text is percent-encoded, so that it adds nothing to the link.
/// </summary>
internal static class PaymentLink
{
    // ISO 4217; every other currency in use has a hundred minor units.
    private static readonly HashSet<string> WithoutMinorUnits =
    [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
        "XPF",
    ];

    private static readonly HashSet<string> WithAThousand = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

    /// <summary>The link.</summary>
    /// <param name="payee">Who is paid.</param>
    /// <param name="currency">ISO 4217.</param>
    /// <param name="amount">How much; null for what the payer says.</param>
    /// <param name="note">What for, if it is said.</param>
    public static string Of(WalletId payee, string currency, Amount? amount, Note? note)
    {
        // A wallet's ID has no character that means anything in a query.
        var link = new StringBuilder("upi://pay?pa=").Append(payee.Value);
        if (amount is { } money)
            link.Append("&am=").Append(Major(money.Minor, DecimalsOf(currency)));
        link.Append("&cu=").Append(currency);
        if (note is { Value.Length: > 0 } text)
            link.Append("&tn=").Append(Uri.EscapeDataString(text.Value));
        return link.ToString();
    }

    private static int DecimalsOf(string currency) =>
        WithoutMinorUnits.Contains(currency) ? 0 : WithAThousand.Contains(currency) ? 3 : 2;

    private static string Major(long minor, int decimals)
    {
        var digits = minor.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return decimals == 0 ? digits : digits[..^decimals] + "." + digits[^decimals..];
    }
}
