using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>Holds that are damaged with raw SQL are found by the audit. Key record 8 is a hold of 50 by alice for bob,
/// of which 20 are captured (11); 9, of 30 by alice for carol, is captured whole (12); 10, of 10 by bob for alice, has
/// expired and gone back (13).</summary>
public sealed class DamageHoldTests : IAsyncLifetime
{
    private static readonly WalletId Alice = Commands.Wallet("alice"), Bob = Commands.Wallet("bob"),
        Carol = Commands.Wallet("carol");

    private readonly string[] _holds = new string[3];
    private DamageLedger? _ledger;

    private DamageLedger Ledger => _ledger ?? throw new InvalidOperationException("The ledger was not made.");

    public async ValueTask InitializeAsync()
    {
        _ledger = await DamageLedger.CopyAsync();
        var time = new FakeTime();
        await using var ledger = SqliteLedger.Open(new SqliteLedgerOptions { Path = Ledger.Path }, time);
        var holds = (await ledger.CommitAsync(
        [
            Commands.Hold(Alice, Bob, 50, "h1"), Commands.Hold(Alice, Carol, 30, "h2"),
            Commands.Hold(Bob, Alice, 10, "h3", expiresIn: Limits.MinHoldTime),
        ])).Select(static decision => decision.Transfer!).ToArray();
        await ledger.CommitAsync([Commands.Capture(holds[0], 20, "c1"), Commands.Capture(holds[1], key: "c2")]);
        time.Advance(Limits.MinHoldTime);
        await ledger.CommitAsync([Commands.Expire(holds[2])]);
        for (var i = 0; i < holds.Length; i++)
            _holds[i] = holds[i].Id.ToString();
    }

    public ValueTask DisposeAsync()
    {
        _ledger?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Undamaged_holds_are_clean()
    {
        using var file = new DamageFile(Ledger.Path);
        Assert.Equal([30L], file.Rows("SELECT balance FROM balances WHERE wallet = 2")[0]);
        Assert.Equal((3L, 3L), (
            file.Rows("SELECT count(*) FROM holds")[0][0], file.Rows("SELECT count(*) FROM hold_ends")[0][0]));
        Assert.Empty(Ledger.Audit().Violations);
    }

    [Fact]
    public async Task What_has_ended_and_has_nothing_left_is_taken_off_the_list_and_what_is_open_stays()
    {
        var time = new FakeTime(new DateTimeOffset(2027, 1, 1, 12, 0, 0, TimeSpan.Zero));
        await using (var ledger = SqliteLedger.Open(new SqliteLedgerOptions { Path = Ledger.Path }, time))
        {
            for (var i = 0; i < 2; i++)
                Assert.Equal([_holds[0]],
                    (await ledger.FindDueHoldsAsync(null, 1)).Select(static due => due.Transfer.Id.ToString()));
        }

        using var file = new DamageFile(Ledger.Path);
        Assert.Equal([_holds[0]],
            file.Rows("SELECT hex(hold_id) FROM hold_ends").Select(static row => ((string)row[0]!).ToLowerInvariant()));
        Assert.Empty(Ledger.Audit().Violations);
    }

    [Fact]
    public void A_backup_has_them_and_can_be_restored()
    {
        using var folder = new TempFolder();
        SqliteBackup.Run(Ledger.Path, folder.File("backup.db"));
        Assert.Empty(SqliteRestore.Run(folder.File("ledger.db"), folder.File("backup.db"), "INR").Report.Violations);
        using var file = new DamageFile(folder.File("ledger.db"));
        Assert.Equal((3L, 3L), (
            file.Rows("SELECT count(*) FROM holds")[0][0], file.Rows("SELECT count(*) FROM hold_ends")[0][0]));
    }

    [Theory]
    // Other terms. The first hold is $0, and so on.
    [InlineData("UPDATE holds SET receiver = 5 WHERE hold_id = $0", 5, "key h1 of alice@wallet")]
    [InlineData("UPDATE holds SET receiver = 5 WHERE hold_id = $0", 9, "transfer $0")]
    [InlineData("UPDATE holds SET payer = 5 WHERE hold_id = $1", 9, "key h2 of alice@wallet")]
    [InlineData("UPDATE holds SET expires_at = expires_at + 1000000 WHERE hold_id = $1", 5, "key h2 of alice@wallet")]
    [InlineData("UPDATE holds SET expires_at = expires_at + 1 WHERE hold_id = $1", 5, "key h2 of alice@wallet")]
    [InlineData("UPDATE holds SET expires_at = expires_at - 3600000000 WHERE hold_id = $1", 9, "transfer $1")]
    [InlineData("UPDATE holds SET expires_at = expires_at + 3600000000 WHERE hold_id = $2", 9, "transfer $2")]
    [InlineData("DELETE FROM holds WHERE hold_id = $1", 9, "key h2 of alice@wallet")]
    [InlineData("DELETE FROM holds WHERE hold_id = $1", 9, "key c2 of carol@wallet")]
    [InlineData("DELETE FROM holds WHERE hold_id = $0", 9, "escrow")]
    [InlineData("INSERT INTO holds VALUES (zeroblob(16), 3, 4, 1)", 9, "hold 00000000000000000000000000000000")]
    // The list of their ends.
    [InlineData("DELETE FROM hold_ends WHERE hold_id = $0", 9, "hold $0")]
    [InlineData("UPDATE hold_ends SET expires_at = expires_at + 1 WHERE hold_id = $0", 9, "hold $0")]
    [InlineData("UPDATE hold_ends SET expires_at = expires_at + 1 WHERE hold_id = $1", 9, "hold $1")]
    [InlineData("INSERT INTO hold_ends VALUES (zeroblob(16), 1)", 9, "holds")]
    // What came of them.
    [InlineData("UPDATE key_records SET operation = 7 WHERE number = 11", 5, "key c1 of bob@wallet")]
    [InlineData("UPDATE key_records SET operation = 1 WHERE number = 8", 5, "key h1 of alice@wallet")]
    [InlineData("UPDATE key_records SET operation = 6 WHERE number = 8", 5, "key h1 of alice@wallet")]
    [InlineData("UPDATE key_records SET link = $0 WHERE number = 12", 9, "transfer $0")]
    [InlineData("UPDATE key_records SET link = NULL WHERE number = 12", 5, "key c2 of carol@wallet")]
    [InlineData("UPDATE key_records SET caller = 5 WHERE number = 13", 5, "key expire:$2 of carol@wallet")]
    [InlineData("DELETE FROM wallets WHERE number = 2", 9, "wallets")]
    // What finds them.
    [InlineData("DROP INDEX holds_by_payer", 9, "index holds_by_payer")]
    [InlineData("DROP INDEX hold_ends_in_order", 9, "index hold_ends_in_order")]
    public void Damage_is_found_where_it_is(string sql, int invariant, string where)
    {
        for (var i = 0; i < _holds.Length; i++)
        {
            sql = sql.Replace($"${i}", $"x'{_holds[i]}'", StringComparison.Ordinal);
            where = where.Replace($"${i}", _holds[i], StringComparison.Ordinal);
        }

        Ledger.Damage(sql);

        Assert.Contains(Ledger.Audit().Violations, violation =>
            (violation.Invariant, violation.Where) == (invariant, where));
    }

    [Theory]
    [InlineData("holds_by_payer")]
    [InlineData("holds_by_receiver")]
    [InlineData("hold_ends_in_order")]
    public async Task An_index_that_differs_from_its_table_is_found(string index)
    {
        var (page, size) = Ledger.PageOf(index);
        var bytes = await File.ReadAllBytesAsync(Ledger.Path, TestContext.Current.CancellationToken);
        var at = bytes.AsSpan(page, size).IndexOf(Convert.FromHexString(_holds[0]));
        Assert.True(at > 0);
        bytes[page + at + 15] ^= 1;
        await File.WriteAllBytesAsync(Ledger.Path, bytes, TestContext.Current.CancellationToken);

        Assert.Contains(Ledger.Audit().Violations, violation =>
            violation.Invariant == 9 && violation.What.Contains(index, StringComparison.Ordinal));
    }
}
