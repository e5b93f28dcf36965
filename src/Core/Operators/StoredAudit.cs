using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

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
/// <param name="HeadsFile">The name of the file in which the heads were saved; null if they were not.</param>
/// <param name="SinceFile">The name of the file with the heads that it was compared with; null if it was with
/// none.</param>
public sealed partial record StoredAudit(
    Timestamp StartedAt, Timestamp EndedAt, long Wallets, long Transfers, long Entries, long KeyRecords,
    string BalanceSum, string Digest, long ViolationCount, IReadOnlyList<string> Violations, string? HeadsFile = null,
    string? SinceFile = null)
{
    /// <summary>How many violations are kept at most.</summary>
    public const int MaxViolations = 20;

    /// <summary>How many audits are kept at most.</summary>
    public const int MaxKept = 100;

    /// <summary>What is kept of an audit.</summary>
    public static StoredAudit Of(
        AuditReport report, Timestamp startedAt, Timestamp endedAt, string? headsFile = null,
        string? sinceFile = null) => new(
            startedAt, endedAt, report.Wallets, report.Transfers, report.Entries, report.KeyRecords,
            report.BalanceSumMinor.ToString(CultureInfo.InvariantCulture), report.Digest, report.ViolationCount,
            [.. report.Violations.Take(MaxViolations).Select(static violation => violation.ToString())], headsFile,
            sinceFile);

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static StoredAudit Parse(string text)
    {
        try
        {
            var body = JsonSerializer.Deserialize(text, AuditJson.Default.Body) ?? throw new JsonException();
            return new StoredAudit(
                new Timestamp(body.StartedAt), new Timestamp(body.EndedAt), body.Wallets, body.Transfers, body.Entries,
                body.KeyRecords, body.BalanceSum, body.Digest, body.ViolationCount, body.Violations, body.HeadsFile,
                body.SinceFile);
        }
        catch (JsonException e)
        {
            throw new FormatException("A stored audit is none.", e);
        }
    }

    /// <summary>This, as one line of JSON, which is how stores keep it: nothing is ever looked for in it.</summary>
    public string ToText() => JsonSerializer.Serialize(
        new Body(
            StartedAt.UnixMicroseconds, EndedAt.UnixMicroseconds, Wallets, Transfers, Entries, KeyRecords, BalanceSum,
            Digest, ViolationCount, Violations, HeadsFile, SinceFile),
        AuditJson.Default.Body);

    private sealed record Body(
        long StartedAt, long EndedAt, long Wallets, long Transfers, long Entries, long KeyRecords, string BalanceSum,
        string Digest, long ViolationCount, IReadOnlyList<string> Violations, string? HeadsFile,
        string? SinceFile = null);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(Body))]
    private sealed partial class AuditJson : JsonSerializerContext;
}
