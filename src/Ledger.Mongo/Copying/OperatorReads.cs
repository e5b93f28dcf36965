using System.Globalization;
using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Reads what is the operators' as it is copied.</summary>
internal static class OperatorReads
{
    /// <summary>The operators' log.</summary>
    public static async IAsyncEnumerable<CopySlice> ActsAsync(
        LedgerDatabase db, IClientSessionHandle session, string? after, int size)
    {
        var last = Number(after);
        await foreach (var slice in Slices.ReadAsync(
            db.OperatorActs, session, size, after: new BsonInt64(last)))
        {
            if (slice.Any(document => document["_id"].AsInt64 != ++last))
                throw new FormatException("A row of the operators' log is missing.");
            yield return new ActSlice(slice.ConvertAll(ActDocument.ToEntry), Text(last));
        }
    }

    /// <summary>The keys of operators, by ID.</summary>
    public static async IAsyncEnumerable<CopySlice> KeysAsync(
        LedgerDatabase db, IClientSessionHandle session, string? after, int size)
    {
        var last = after is null ? null : BsonValues.Of(Guid.ParseExact(after, "N"));
        await foreach (var slice in Slices.ReadAsync(db.OperatorKeys, session, size, after: last))
            yield return new OperatorKeySlice(
                slice.ConvertAll(static document => new CopiedOperatorKey(
                    OperatorKeyDocument.ToKey(document), document["digest"].AsByteArray)),
                slice[^1]["_id"].ToGuid().ToString("N"));
    }

    /// <summary>The audits that were kept.</summary>
    public static async IAsyncEnumerable<CopySlice> AuditsAsync(
        LedgerDatabase db, IClientSessionHandle session, string? after, int size)
    {
        var last = after is null ? null : new BsonInt64(Number(after));
        await foreach (var slice in Slices.ReadAsync(db.Audits, session, size, after: last))
            yield return new AuditSlice(
                slice.ConvertAll(OperatorKeys.ToAudit), Text(slice[^1]["_id"].AsInt64));
    }

    private static long Number(string? after) =>
        after is null ? 0 : long.Parse(after, CultureInfo.InvariantCulture);

    private static string Text(long after) => after.ToString(CultureInfo.InvariantCulture);
}
