using System.Globalization;

namespace Wallet.Core;

/// <summary>An audit that was made while serving, as it is kept to be looked at later.</summary>
/// <param name="StartedAt">When it began; no two of a ledger are equal.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Wallets">Wallets, the issuer included.</param>
/// <param name="Transfers">Transfers.</param>
/// <param name="Entries">Ledger entries.</param>
/// <param name="KeyRecords">Key records.</param>
/// <param name="BalanceSum">The sum of all balances in minor units, as text; <c>0</c>, or money was created or
/// lost.</param>
/// <param name="Digest">SHA-256 over all chain heads, in hexadecimal.</param>
/// <param name="ViolationCount">How many violations there are.</param>
/// <param name="Violations">The first ones, at most <see cref="MaxViolations"/>, as text.</param>
/// <param name="HeadsFile">Where the heads were saved; null if they were not.</param>
public sealed record StoredAudit(
    Timestamp StartedAt, Timestamp EndedAt, long Wallets, long Transfers, long Entries, long KeyRecords,
    string BalanceSum, string Digest, long ViolationCount, IReadOnlyList<string> Violations, string? HeadsFile = null)
{
    /// <summary>How many violations are kept at most.</summary>
    public const int MaxViolations = 20;

    /// <summary>What is kept of an audit.</summary>
    public static StoredAudit Of(
        AuditReport report, Timestamp startedAt, Timestamp endedAt, string? headsFile = null) => new(
            startedAt, endedAt, report.Wallets, report.Transfers, report.Entries, report.KeyRecords,
            report.BalanceSumMinor.ToString(CultureInfo.InvariantCulture), report.Digest, report.ViolationCount,
            [.. report.Violations.Take(MaxViolations).Select(static violation => violation.ToString())], headsFile);
}
