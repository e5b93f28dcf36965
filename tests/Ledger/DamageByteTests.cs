using Wallet.Core;
using Wallet.Ledger.Sqlite;
using Wallet.Suites;
using Xunit;

namespace Wallet.Ledger.Tests;

/// <summary>Any byte of the file may rot.</summary>
public sealed class DamageByteTests
{
    // Everything that is money or proves it, by value: a number or text that changed its storage class reads the same.
    // (Who a user is and whether a wallet is frozen is not in any chain.)
    private const string Everything = """
        SELECT 'w', cast(number AS INTEGER), hex(wallet_id), '', '', '', '', '' FROM (SELECT * FROM wallets NOT INDEXED ORDER BY number)
        UNION ALL SELECT 'b', cast(wallet AS INTEGER), cast(balance AS INTEGER), cast(sequence AS INTEGER), hex(head), cast(last_entry_at AS INTEGER),
          cast(last_entry AS INTEGER) || ' ' || cast(last_debit AS INTEGER), cast(last_credit AS INTEGER) FROM (SELECT * FROM balances NOT INDEXED ORDER BY wallet)
        UNION ALL SELECT 'k', cast(number AS INTEGER), cast(caller AS INTEGER), quote(key), quote(key_digest) || ' ' || hex(fingerprint), cast(outcome AS INTEGER), hex(transfer_id), ''
          FROM (SELECT * FROM key_records NOT INDEXED ORDER BY number)
        UNION ALL SELECT 'i', cast(record AS INTEGER), quote(key_digest), '', '', '', '', '' FROM (SELECT * FROM key_index ORDER BY key_digest)
        UNION ALL SELECT 's', cast(indexed AS INTEGER), '', '', '', '', '', '' FROM key_index_state
        UNION ALL SELECT 'm', cast(number AS INTEGER), cast(wallet AS INTEGER), cast(sequence AS INTEGER), '', '', '', ''
          FROM (SELECT number, wallet, sequence FROM entries INDEXED BY entries_marks WHERE sequence % 32 = 0 ORDER BY wallet, sequence)
        UNION ALL SELECT 't', hex(transfer_id), cast(key_record AS INTEGER), cast(debit_entry AS INTEGER), cast(credit_entry AS INTEGER), '', '', '' FROM (SELECT * FROM transfers ORDER BY transfer_id)
        UNION ALL SELECT 'e', cast(number AS INTEGER) || ' ' || cast(wallet AS INTEGER), cast(sequence AS INTEGER), hex(transfer_id), cast(direction AS INTEGER) || ' ' || cast(counterparty AS INTEGER),
          cast(amount AS INTEGER) || ' ' || cast(balance_after AS INTEGER) || ' ' || cast(created_at AS INTEGER), cast(previous AS INTEGER) || ' ' || cast(last_of_other_direction AS INTEGER) || ' ' || hex(hash),
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
        for (var i = 0; i < 1000; i++)
        {
            var at = random.Next(original.Length);
            // Most of a small file is unused space.
            if (original[at] == 0 && random.Next(10) != 0)
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

        TestContext.Current.TestOutputHelper?.WriteLine($"{found} found, {unreadable} unreadable, {harmless} without effect");
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
