using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// What a ledger's wallets claimed at one moment. Entries and transfers never change, so everything up to there can be
/// read later and at leisure; what came after it is left to the next audit.
/// </summary>
internal sealed class AuditSnapshot
{
    private readonly Dictionary<string, AuditedWallet> _wallets = new(StringComparer.Ordinal);

    /// <summary>The wallets.</summary>
    public IReadOnlyCollection<AuditedWallet> Wallets => _wallets.Values;

    /// <summary>The sum of all balances, in minor units.</summary>
    public Int128 BalanceSum { get; private set; }

    /// <summary>Reads all wallets as they were at one time, however long the reading takes; where nobody writes, they
    /// are so anyway.</summary>
    public static async Task<AuditSnapshot> TakeAsync(
        LedgerDatabase db, AuditFindings findings, CancellationToken cancellation, bool atRest = false)
    {
        var snapshot = new AuditSnapshot();
        var currency = (await Preparation.SettingsAsync(db, cancellation)).GetValue("currency", BsonNull.Value);
        using var session =
            await db.Client.StartSessionAsync(new ClientSessionOptions { Snapshot = !atRest }, cancellation);
        using var cursor = await db.Wallets.FindAsync(session, new BsonDocument(), cancellationToken: cancellation);
        while (await cursor.MoveNextAsync(cancellation))
        {
            foreach (var document in cursor.Current)
            {
                var wallet = WalletClaims.From(document, findings);
                findings.Check(document.GetValue("currency", BsonNull.Value) == currency, 1, $"wallet {wallet.Id}",
                    "it is kept in another currency than the ledger");
                snapshot._wallets[wallet.Id] = wallet;
                snapshot.BalanceSum += wallet.Balance;
            }
        }

        return snapshot;
    }

    public AuditedWallet? Find(string wallet) => _wallets.GetValueOrDefault(wallet);

    /// <summary>Whether an entry was there when the snapshot was taken, if its wallet tells the truth.</summary>
    public bool Covers(string wallet, long sequence) => Find(wallet) is { } known && sequence <= known.Sequence;

    public AuditHeads Heads() =>
        new(_wallets.Values.Select(static wallet => (wallet.Id, wallet.Sequence, wallet.Head)));
}

/// <summary>One wallet's claims, read from its document.</summary>
internal static class WalletClaims
{
    public static AuditedWallet From(BsonDocument document, AuditFindings findings)
    {
        var id = document["_id"].ToString()!;
        var raw = new RawFields(document, findings, 4, $"wallet {id}");
        return new AuditedWallet(
            id, raw.Int64("balance"), raw.Int64("sequence"), raw.Bytes("head"), raw.Int64("lastDebit"),
            raw.Int64("lastCredit"), raw.Int64("lastEntryAt"));
    }
}
