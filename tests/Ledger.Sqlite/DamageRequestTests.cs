using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>Payment requests, and what pays them, damaged with raw SQL, are found by the audit. Of those that bob has
/// asked of alice, the one of 40 was paid by key record 8, the one of 10 is open, and the one of 7 was
/// declined.</summary>
public sealed class DamageRequestTests : IAsyncLifetime
{
    private DamageLedger? _ledger;
    private PaymentRequest? _paid, _open;

    private DamageLedger Ledger => _ledger ?? throw new InvalidOperationException("The ledger was not made.");

    public async ValueTask InitializeAsync()
    {
        _ledger = await DamageLedger.CopyAsync();
        await using var ledger = SqliteLedger.Open(new SqliteLedgerOptions { Path = Ledger.Path }, new FakeTime());
        var (alice, bob) = (Commands.Wallet("alice"), Commands.Wallet("bob"));
        _paid = await AskAsync(40);
        _open = await AskAsync(10);
        await ledger.DeclineRequestAsync((await AskAsync(7)).Id, alice);
        Assert.Equal(OutcomeCode.Committed, (await ledger.CommitOneAsync(Commands.Pay(_paid))).Code);

        async Task<PaymentRequest> AskAsync(long amount) =>
            (await ledger.MakeRequestAsync(Commands.Ask(bob, alice, amount))).Request!;
    }

    public ValueTask DisposeAsync()
    {
        _ledger?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Undamaged_requests_are_clean()
    {
        using var file = new DamageFile(Ledger.Path);
        Assert.Equal([1L, 2L, 3L],
            file.Rows("SELECT state FROM payment_requests ORDER BY state").Select(static row => row[0]));
        Assert.Empty(Ledger.Audit().Violations);
    }

    [Theory]
    [InlineData("UPDATE payment_requests SET state = 1, transfer_id = NULL WHERE state = 2", "key", "did not pay")]
    [InlineData("UPDATE payment_requests SET state = 3 WHERE state = 2", "paid", "but names a transfer")]
    [InlineData("UPDATE payment_requests SET state = 3, transfer_id = NULL WHERE state = 2", "key", "did not pay")]
    [InlineData("UPDATE payment_requests SET state = 5 WHERE state = 2", "paid", "never stored")]
    [InlineData("UPDATE payment_requests SET transfer_id = NULL WHERE state = 2", "paid", "names no transfer")]
    [InlineData("UPDATE payment_requests SET transfer_id = (SELECT transfer_id FROM key_records WHERE number = 3) " +
        "WHERE state = 2", "paid", "was for something else")]
    [InlineData("UPDATE payment_requests SET amount = 41 WHERE state = 2", "paid", "by 40 from alice@wallet to bob@")]
    [InlineData("UPDATE payment_requests SET payer = 5 WHERE state = 2", "paid", "by 40 from alice@wallet to bob@")]
    [InlineData("UPDATE payment_requests SET payee = 5 WHERE state = 2", "paid", "by 40 from alice@wallet to bob@")]
    [InlineData("UPDATE payment_requests SET expires_at = created_at WHERE state = 2", "paid", "after its time")]
    [InlineData("DELETE FROM payment_requests WHERE state = 2", "key", "a request that is not there")]
    [InlineData("DELETE FROM transfers WHERE key_record = 8", "paid", "its transfer is not there")]
    [InlineData("UPDATE key_records SET key = 'k8' WHERE number = 8", "paid", "was for something else")]
    [InlineData("UPDATE key_records SET key = 'k8' WHERE number = 8", "key", "not that of the request")]
    [InlineData("UPDATE key_records SET link = NULL WHERE number = 8", "paid", "was for something else")]
    [InlineData("UPDATE key_records SET operation = 4 WHERE number = 8", "paid", "was for something else")]
    [InlineData("UPDATE payment_requests SET state = 2 WHERE state = 1", "open", "names no transfer")]
    [InlineData("UPDATE payment_requests SET state = 2, transfer_id = zeroblob(16) WHERE state = 1", "open",
        "its transfer is not there")]
    [InlineData("UPDATE payment_requests SET state = 2, transfer_id = (SELECT transfer_id FROM payment_requests " +
        "WHERE state = 2) WHERE state = 1", "open", "was for something else")]
    [InlineData("UPDATE payment_requests SET amount = 0 WHERE state = 1", "open", "its amount is 0")]
    [InlineData("UPDATE payment_requests SET payer = 99 WHERE state = 1", "open", "not between two wallets")]
    [InlineData("UPDATE payment_requests SET payer = payee WHERE state = 1", "open", "whom it comes from")]
    [InlineData("UPDATE payment_requests SET expires_at = 9e18 WHERE state = 1", "open", "for too long")]
    [InlineData("UPDATE payment_requests SET key = '' WHERE state = 1", "open", "nobody can use")]
    public void Damage_is_found_where_it_is(string sql, string where, string what)
    {
        where = where switch
        {
            "paid" => $"payment request {_paid!.Id}",
            "open" => $"payment request {_open!.Id}",
            _ => $"key {Key(sql)} of alice@wallet",
        };
        Ledger.Damage(sql);

        Assert.Contains(Ledger.Audit().Violations, violation => (violation.Invariant, violation.Where) == (11, where)
            && violation.What.Contains(what, StringComparison.Ordinal));
    }

    // Everything agrees with itself, but a second transfer claims to have paid the request.
    [Fact]
    public void A_transfer_that_claims_a_request_besides_the_one_that_paid_it_is_found_though_nothing_else_is_wrong()
    {
        using (var file = new DamageFile(Ledger.Path))
        {
            var triggers = file.Rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'");
            foreach (var trigger in triggers)
                file.Run($"DROP TRIGGER {trigger[0]}");
            file.Run("UPDATE key_records SET link = (SELECT link FROM key_records WHERE number = 8) WHERE number = 3");
            DamageForgery.ForgeFingerprints(file);
            foreach (var trigger in triggers)
                file.Run((string)trigger[1]!);
        }

        Assert.Equal(
            [
                (11, "key k1 of alice@wallet", "its key is not that of the request that it pays"),
                (11, "key k1 of alice@wallet", "it pays a request that it did not pay"),
            ],
            Ledger.Audit().Violations.Select(static violation =>
                (violation.Invariant, violation.Where, violation.What)));
    }

    [Theory]
    [InlineData("UPDATE payment_requests SET state = 1 WHERE state = 2", "closed once")]
    [InlineData("UPDATE payment_requests SET state = 4 WHERE state = 3", "closed once")]
    [InlineData("UPDATE payment_requests SET amount = 11 WHERE state = 1", "closed once")]
    [InlineData("UPDATE payment_requests SET payer = 5 WHERE state = 1", "closed once")]
    [InlineData("UPDATE payment_requests SET note = 'other' WHERE state = 1", "closed once")]
    [InlineData("UPDATE payment_requests SET expires_at = expires_at + 1 WHERE state = 1", "closed once")]
    [InlineData("DELETE FROM payment_requests WHERE state = 1", "are kept")]
    public void A_request_is_closed_once_and_stays(string sql, string why)
    {
        using var file = new DamageFile(Ledger.Path);
        Assert.Contains(why, Assert.ThrowsAny<Exception>(() => file.Run(sql)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_that_was_paid_is_kept_by_a_backup_and_what_it_brings_back()
    {
        using var folder = new TempFolder();
        SqliteBackup.Run(Ledger.Path, folder.File("backup.db"));
        Assert.Empty(SqliteRestore.Run(
            folder.File("ledger.db"), folder.File("backup.db"), "INR", time: new FakeTime()).Report.Violations);
        using var before = new DamageFile(Ledger.Path);
        using var after = new DamageFile(folder.File("ledger.db"));
        Assert.Equal(3, before.Rows("SELECT * FROM payment_requests").Count);
        foreach (var table in (string[])["payment_requests", "request_blocks"])
            Assert.Equal(before.Rows($"SELECT * FROM {table}"), after.Rows($"SELECT * FROM {table}"));
    }

    private string Key(string sql) =>
        sql.Contains("'k8'", StringComparison.Ordinal) ? "k8" : PaymentRequest.KeyPrefix + _paid!.Id;
}
