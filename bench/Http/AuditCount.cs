using System.Globalization;
using System.Text.RegularExpressions;

namespace Wallet.Bench;

/// <summary>What a host's <c>audit</c> printed, compared with what clients were told.</summary>
internal static partial class AuditCount
{
    /// <summary>Checks that the ledger holds exactly the transfers that were acknowledged.</summary>
    /// <returns>What the audit counted, in one line.</returns>
    /// <exception cref="BenchException">It does not: then the figures are worth nothing.</exception>
    public static string Check(string output, long acknowledged)
    {
        var count = TransfersLine().Match(output);
        if (!count.Success)
            throw new BenchException($"The audit names no number of transfers: {output}");
        var digits = count.Groups["count"].Value.Replace(",", "", StringComparison.Ordinal);
        var transfers = long.Parse(digits, CultureInfo.InvariantCulture);
        return transfers == acknowledged
            ? $"The audit found every invariant kept and exactly the {transfers:#,0} transfers that were acknowledged."
            : throw new BenchException($"The ledger has {transfers} transfers, but {acknowledged} were acknowledged.");
    }

    [GeneratedRegex(@"transfers\W+(?<count>[\d,]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TransfersLine();
}
