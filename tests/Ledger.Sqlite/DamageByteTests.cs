using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>Any byte of the file may rot.</summary>
public sealed class DamageByteTests
{
    // Everything that is money or proves it, by value: a number or text that changed its storage class reads the same,
    // and nothing reads as 0. (Who a user is and whether a wallet is frozen is not in any chain.)
    private const string Everything = """
        SELECT 'w', ifnull(cast(number AS INTEGER), 0), hex(wallet_id), hex(currency), '', '', '', ''
          FROM (SELECT * FROM wallets NOT INDEXED ORDER BY number)
        UNION ALL SELECT 'b', ifnull(cast(wallet AS INTEGER), 0), ifnull(cast(balance AS INTEGER), 0),
          ifnull(cast(sequence AS INTEGER), 0), hex(head), ifnull(cast(last_entry_at AS INTEGER), 0),
          ifnull(cast(last_entry AS INTEGER), 0) || ' ' || ifnull(cast(last_debit AS INTEGER), 0),
            ifnull(cast(last_credit AS INTEGER), 0) FROM (SELECT * FROM balances NOT INDEXED ORDER BY wallet)
        UNION ALL SELECT 'k', ifnull(cast(number AS INTEGER), 0), ifnull(cast(caller AS INTEGER), 0), hex(key),
          hex(key_digest) || ' ' || hex(fingerprint), ifnull(cast(outcome AS INTEGER), 0), hex(transfer_id),
          ifnull(cast(operation AS INTEGER), 0) || ' ' || quote(link) || ' ' || quote(remaining)
          FROM (SELECT * FROM key_records NOT INDEXED ORDER BY number)
        UNION ALL SELECT 'i', ifnull(cast(record AS INTEGER), 0), quote(key_digest), '', '', '', '', ''
          FROM (SELECT * FROM key_index ORDER BY key_digest)
        UNION ALL SELECT 's', ifnull(cast(indexed AS INTEGER), 0), '', '', '', '', '', '' FROM key_index_state
        UNION ALL SELECT 'm', ifnull(cast(number AS INTEGER), 0), ifnull(cast(wallet AS INTEGER), 0),
          ifnull(cast(sequence AS INTEGER), 0), '', '', '', ''
          FROM (SELECT number, wallet, sequence
            FROM entries INDEXED BY entries_marks WHERE sequence % 32 = 0 ORDER BY wallet, sequence)
        UNION ALL SELECT 't', hex(transfer_id), ifnull(cast(key_record AS INTEGER), 0),
          ifnull(cast(debit_entry AS INTEGER), 0), ifnull(cast(credit_entry AS INTEGER), 0), '', '', ''
          FROM (SELECT * FROM transfers ORDER BY transfer_id)
        UNION ALL SELECT 'e', ifnull(cast(number AS INTEGER), 0) || ' ' || ifnull(cast(wallet AS INTEGER), 0),
          ifnull(cast(sequence AS INTEGER), 0), hex(transfer_id), ifnull(cast(direction AS INTEGER),
          0) || ' ' || ifnull(cast(counterparty AS INTEGER), 0),
          ifnull(cast(amount AS INTEGER), 0) || ' ' || ifnull(cast(balance_after AS INTEGER),
            0) || ' ' || ifnull(cast(created_at AS INTEGER), 0), ifnull(cast(previous AS INTEGER),
            0) || ' ' || ifnull(cast(last_of_other_direction AS INTEGER), 0) || ' ' || hex(hash),
          CASE WHEN note IS NULL THEN 'none' ELSE hex(note) END FROM (SELECT * FROM entries NOT INDEXED ORDER BY number)
        """;

    [Fact]
    public async Task A_flipped_bit_is_found_or_changes_nothing()
    {
        var random = TestSeed.Random(out _);
        using var ledger = await DamageLedger.CopyAsync();
        var heads = ledger.Audit().Heads;
        var original = await File.ReadAllBytesAsync(ledger.Path, TestContext.Current.CancellationToken);
        var rows = Read(ledger.Path);
        Assert.NotNull(rows);
        var (found, unreadable, harmless) = (0, 0, 0);
        for (var i = 0; i < 1800; i++)
        {
            var at = random.Next(original.Length);
            // Most of a small file is unused space.
            if (original[at] == 0 && random.Next(20) != 0)
                continue;
            var damaged = (byte[])original.Clone();
            damaged[at] ^= (byte)(1 << random.Next(8));
            using var copy = new TempFolder();
            var path = copy.File("ledger.db");
            await File.WriteAllBytesAsync(path, damaged, TestContext.Current.CancellationToken);
            try
            {
                if (!SqliteAudit.Run(path, since: heads).IsClean)
                {
                    found++;
                    continue;
                }
            }
            catch (LedgerStartException)
            {
                unreadable++;
                continue;
            }

            Assert.Equal(rows, Read(path));
            await CheckKeysAsync(path);
            harmless++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{found} found, {unreadable} unreadable, {harmless} without effect");
        Assert.True(found > 20);
    }

    // What reads as it did must be found as it was, too; or the ledger says that it can't be opened.
    private static async Task CheckKeysAsync(string path)
    {
        try
        {
            await using var ledger = SqliteLedger.Open(new SqliteLedgerOptions { Path = path }, new FakeTime());
            foreach (var (wallet, key) in DamageLedger.Keys)
                Assert.NotNull(await ledger.FindKeyAsync(Commands.Wallet(wallet), Commands.Key(key)));
        }
        catch (LedgerStartException)
        {
        }
    }

    private static List<string>? Read(string path)
    {
        try
        {
            using var file = new DamageFile(path);
            return file.Rows(Everything).ConvertAll(static row => string.Join('|', row));
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
