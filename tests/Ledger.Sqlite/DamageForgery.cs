using Wallet.Core;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>Makes a changed history agree with itself again: all that follows from the entries' fields is computed
/// anew.</summary>
internal static class DamageForgery
{
    private const string Entries = """
        SELECT e.wallet, e.sequence, w.wallet_id, e.transfer_id, e.direction, c.wallet_id, e.amount, e.created_at,
          e.note
        FROM entries e JOIN wallets w ON w.number = e.wallet
          JOIN wallets c ON c.number = e.counterparty ORDER BY e.wallet, e.sequence
        """;

    private const string Transfers = """
        SELECT k.number, k.operation, r.wallet_id, e.amount, e.note, k.link
        FROM transfers t JOIN key_records k ON k.number = t.key_record JOIN entries e ON e.number = t.debit_entry
        JOIN wallets r ON r.number = e.counterparty
        """;

    /// <summary>Computes balances, hashes and heads anew.</summary>
    public static void Rehash(DamageFile file)
    {
        var entries = new List<object?[]>();
        var heads = new Dictionary<long, object?[]>();
        foreach (var row in file.Rows(Entries))
        {
            var (wallet, sequence, direction, amount) = ((long)row[0]!, (long)row[1]!, (long)row[4]!, (long)row[6]!);
            var before = heads.GetValueOrDefault(wallet);
            var balance = (long)(before?[0] ?? 0L) + (direction == 1 ? -amount : amount);
            var hash = ReferenceHash.OfEntry(
                (byte[])(before?[1] ?? new byte[32]), (string)row[2]!, sequence, (byte[])row[3]!, direction,
                (string)row[5]!, amount, balance, (long)row[7]!, (string?)row[8]);
            entries.Add([balance, hash, wallet, sequence]);
            heads[wallet] = [balance, hash, wallet];
        }

        file.RunEach("UPDATE entries SET balance_after = ?1, hash = ?2 WHERE wallet = ?3 AND sequence = ?4", entries);
        file.RunEach("UPDATE balances SET balance = ?1, head = ?2 WHERE wallet = ?3", heads.Values);
    }

    /// <summary>Computes the hashes of the operators' log anew.</summary>
    public static void RehashActs(DamageFile file)
    {
        var head = new byte[32];
        var hashes = new List<object?[]>();
        foreach (var row in file.Rows(
            "SELECT sequence, at, operator_key, kind, target, detail, reason FROM operator_acts ORDER BY sequence"))
        {
            head = ReferenceHash.OfAct(
                head, (long)row[0]!, (long)row[1]!, (byte[]?)row[2], (long)row[3]!, (string)row[4]!, (string)row[5]!,
                (string)row[6]!);
            hashes.Add([head, row[0]]);
        }

        file.RunEach("UPDATE operator_acts SET hash = ?1 WHERE sequence = ?2", hashes);
    }

    /// <summary>Computes the digests of keys anew.</summary>
    public static void Redigest(DamageFile file)
    {
        file.RunEach("UPDATE key_records SET key_digest = ?1 WHERE number = ?2",
            [.. file.Rows("SELECT caller, key, number FROM key_records").Select(static row => (object?[])
        [
            ReferenceHash.OfKey((long)row[0]!, (string)row[1]!), row[2],
        ])]);
        file.Run("UPDATE key_index SET key_digest = (SELECT key_digest FROM key_records WHERE number = record)");
    }

    /// <summary>Computes the fingerprints of successful requests anew.</summary>
    public static void ForgeFingerprints(DamageFile file) =>
        file.RunEach("UPDATE key_records SET fingerprint = ?1 WHERE number = ?2",
            [.. file.Rows(Transfers).Select(row => (object?[])
        [
            ReferenceHash.OfRequest(
                (long)row[1]!, (string)row[2]!, (long)row[3]!, (string?)row[4], (byte[]?)row[5]),
                row[0],
        ])]);
}
