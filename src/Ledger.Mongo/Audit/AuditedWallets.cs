using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// What a ledger's wallets claimed when they were read. They are not read at one moment, so a transfer may be counted
/// on one side and not yet on the other; the audit learns of each such transfer when it comes to it, since entries and
/// transfers never change. What came later still is left to the next audit.
/// </summary>
internal sealed class AuditedWallets
{
    private readonly Dictionary<string, AuditedWallet> _wallets = new(StringComparer.Ordinal);

    /// <summary>The wallets.</summary>
    public IReadOnlyCollection<AuditedWallet> All => _wallets.Values;

    /// <summary>The sum of all balances, in minor units.</summary>
    public Int128 BalanceSum { get; private set; }

    /// <summary>Reads all wallets.</summary>
    public static async Task<AuditedWallets> ReadAsync(AuditRun run, CancellationToken cancellation)
    {
        var read = new AuditedWallets();
        var currency = (await Preparation.SettingsAsync(run.Db, cancellation)).GetValue("currency", BsonNull.Value);
        await foreach (var slice in run.SlicesAsync(run.Db.Wallets))
        {
            foreach (var document in slice)
            {
                var wallet = Claims(document, run.Findings);
                run.Findings.Check(document.GetValue("currency", BsonNull.Value) == currency, 1,
                    $"wallet {wallet.Id}", "it is kept in another currency than the ledger");
                if (run.Log is { } log && !wallet.IsEscrow)
                    OperatorAudit.AddFreeze(log, document, run.Findings);
                read._wallets[wallet.Id] = wallet;
                read.BalanceSum += wallet.Balance;
            }
        }

        return read;
    }

    /// <summary>What one wallet's document claims.</summary>
    public static AuditedWallet Claims(BsonDocument document, AuditFindings findings)
    {
        var id = document["_id"].ToString()!;
        var raw = new RawFields(document, findings, 4, $"wallet {id}");
        var (sequence, lastDebit) = (raw.Int64("sequence"), raw.Int64("lastDebit"));
        return new AuditedWallet(
            id, raw.Int64("balance"), sequence, raw.Bytes("head"), lastDebit, raw.Int64("lastCredit"),
            raw.Int64("lastEntryAt"), Spending: Spending(document, id, sequence, lastDebit, findings));
    }

    // What was written by programs from before there were limits may be missing.
    private static DaySpending Spending(
        BsonDocument document, string id, long sequence, long lastDebit, AuditFindings findings)
    {
        var where = $"wallet {id}";
        findings.Check(!document.TryGetValue("limits", out var limits) || IsLimits(limits), 4, where,
            "its limits are none");
        if (!document.TryGetValue("spent", out var stored))
            return SpendingDocument.Certain(default, sequence, lastDebit);
        var raw = new RawFields(stored as BsonDocument ?? [], findings, 4, where);
        return SpendingDocument.Certain(
            (new DaySpending(raw.Int64("day"), raw.Int64("minor"), raw.Int64OrNull("since") ?? 0), raw.Int64("debit")),
            sequence, lastDebit);
    }

    private static bool IsLimits(BsonValue limits)
    {
        try
        {
            return SpendingDocument.ToLimits(limits.AsBsonDocument) is not null;
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or KeyNotFoundException)
        {
            return false;
        }
    }

    public AuditedWallet? Find(string wallet) => _wallets.GetValueOrDefault(wallet);

    /// <summary>Whether an entry was there when its wallet was read, if the wallet tells the truth.</summary>
    public bool Covers(string wallet, long sequence) => Find(wallet) is { } known && sequence <= known.Sequence;

    /// <summary>Completes the sum by the other side of a transfer of which one wallet was read before it and the other
    /// after it.</summary>
    public void Complete(Int128 amount) => BalanceSum += amount;

    public AuditHeads Heads((long Count, byte[] Hash)? operatorLog) => new(
        _wallets.Values.Select(static wallet => (wallet.Id, wallet.Sequence, wallet.Head)), null, operatorLog);
}
