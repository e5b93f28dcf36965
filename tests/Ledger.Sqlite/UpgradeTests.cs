using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>Ledgers of format 3, which stored no operations, of format 4, which had no operators' log, of format 5,
/// which had no names of users, of format 6, which had no holds and kept no sums of what was sent, and of formats 7 and
/// 8, which had a list of open holds, written by programs of those times, are brought up to date by the first
/// start.</summary>
public sealed class UpgradeTests : IDisposable
{
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "Fixtures");

    private static readonly WalletId Alice = Commands.Wallet("alice"), Bob = Commands.Wallet("bob");

    // Everything that it was asked for then, with what it led to.
    private static readonly (LedgerCommand Command, OutcomeCode Code, long Operation)[] Requests =
    [
        (Commands.Deposit(Alice, 1000, "d1"), OutcomeCode.Committed, 2),
        (Commands.Deposit(Bob, 500, "d2"), OutcomeCode.Committed, 2),
        (Commands.Transfer(Alice, Bob, 100, "k1", "rent"), OutcomeCode.Committed, 1),
        (Commands.Transfer(Alice, Bob, 50, "k2"), OutcomeCode.Committed, 1),
        (Commands.Transfer(Bob, Alice, 30, "k3", "gr\u00fc\u00dfe"), OutcomeCode.Committed, 1),
        (Commands.Transfer(Bob, Alice, 5000, "poor"), OutcomeCode.InsufficientFunds, 1),
        (Commands.Transfer(Alice, Commands.Wallet("nobody"), 1, "nobody"), OutcomeCode.ReceiverNotFound, 1),
        // These tell neither by their outcome nor by a transfer what they were.
        (Commands.Transfer(Alice, Bob, 1, "frozen"), OutcomeCode.WalletFrozen, 0),
        (Commands.Deposit(Bob, 1, "frozen"), OutcomeCode.WalletFrozen, 0),
        (Commands.Transfer(Alice, Bob, 51, "full"), OutcomeCode.BalanceLimit, 0),
        (Commands.Deposit(Bob, 51, "full"), OutcomeCode.BalanceLimit, 0),
        (Commands.Deposit(Alice, 7, "d3"), OutcomeCode.Committed, 2),
        (Commands.Transfer(Bob, Alice, 1, "k4"), OutcomeCode.Committed, 1),
    ];

    private static readonly DateOnly DayOfFormat6 = new(2026, 11, 26);

    private readonly TempFolder _folder = new();

    private string LedgerPath => _folder.File("ledger.db");

    [Fact]
    public async Task Every_key_of_format_3_is_replayed_and_has_its_operation()
    {
        await MakeAsync(LedgerPath);

        await AssertAllIsReplayedAsync(LedgerPath);

        using var file = new DamageFile(LedgerPath);
        Assert.Equal(Requests.Select(static request => (object?)request.Operation),
            file.Rows("SELECT operation FROM key_records WHERE number <= 13 ORDER BY number")
                .Select(static row => row[0]));
        Assert.Equal(["INR"], file.Rows("SELECT DISTINCT currency FROM wallets").Select(static row => row[0]));
    }

    [Fact]
    public async Task Heads_that_were_saved_of_format_3_prove_the_same_after_it()
    {
        await MakeAsync(LedgerPath);
        await using (Open(LedgerPath))
        {
        }

        using var saved = new StreamReader(Path.Combine(Fixtures, "format-3.heads"));
        var heads = AuditHeads.Load(saved);
        var report = SqliteAudit.Run(LedgerPath, since: heads);

        Assert.Empty(report.Violations);
        Assert.Equal(heads.Digest, report.Digest);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_in_force_in_format_4_gets_a_row_of_the_operators_log(bool byRestore)
    {
        var carol = Commands.Wallet("carol");
        await MakeAsync(LedgerPath, "format-4.sql");
        if (byRestore)
        {
            File.Move(LedgerPath, _folder.File("backup.db"));
            Assert.Empty(SqliteRestore.Run(
                LedgerPath, _folder.File("backup.db"), "INR", time: new FakeTime()).Report.Violations);
        }

        await using (var ledger = Open(LedgerPath))
        {
            var log = (await ledger.ReadOperatorLogAsync(10)).Reverse().ToList();
            Assert.Equal(
                [
                    (OperatorActKind.Reversed, "01a216b930aa74f78263604038fccc83",
                        "60 as 01a216b9342f71d6b339412857e31e6c", "broken cup"),
                    (OperatorActKind.Reversed, "01a216b9311570ec9c43beb2785b5372",
                        "50 as 01a216b939157963918ca0f535c22dd4", "paid twice"),
                    (OperatorActKind.Frozen, "bob@wallet", "both", "frozen before there was a log"),
                ],
                log.Select(static entry => (entry.Kind, entry.Target, entry.Detail, entry.Reason.Value)));
            Assert.All(log, static entry => Assert.Null(entry.By));
            // Those of reversals are theirs, and the log's time does not go back after them.
            Assert.Equal([1795677566018959, 1795677567264568, 1795677567264568],
                log.Select(static entry => entry.At.UnixMicroseconds));
            Assert.Equal(new Freeze(FrozenSides.Both), await ledger.FindFreezeAsync(Bob));
            Assert.Null(await ledger.FindFreezeAsync(carol));
            foreach (var code in (OutcomeCode[])[OutcomeCode.WalletFrozen, OutcomeCode.Committed])
            {
                Assert.Equal(code, (await ledger.CommitOneAsync(Commands.Transfer(Alice, Bob, 1))).Code);
                await ledger.SetFrozenAsync(Bob, false);
            }
        }

        using var saved = new StreamReader(Path.Combine(Fixtures, "format-4.heads"));
        Assert.Empty(SqliteAudit.Run(LedgerPath, since: AuditHeads.Load(saved)).Violations);
    }

    [Fact]
    public async Task Users_of_format_5_have_no_name_and_later_ones_may_have_one()
    {
        await MakeAsync(LedgerPath, "format-5.sql");

        await using (var ledger = Open(LedgerPath))
        {
            Assert.Null((await ledger.FindByEmailAsync(People.Email("alice@example.com")))!.Name);
            var dora = People.New("dora@example.com") with { Name = PersonName.Parse("Dora Green") };
            Assert.Equal(Commands.Wallet("dora"), await ledger.RegisterAsync(dora, [Commands.Wallet("dora")]));
            Assert.Equal(dora.Name, (await ledger.FindByWalletAsync(Commands.Wallet("dora")))!.Name);
            Assert.Equal((930, 70), (await ledger.BalanceAsync(Alice), await ledger.BalanceAsync(Bob)));
            Assert.Equal([Operation.Transfer, Operation.Transfer, Operation.Deposit],
                (await ledger.ReadHistoryAsync(Alice, new HistoryQuery(10))).Entries.Select(static item =>
                    item.Operation));
        }

        Assert.Empty(SqliteAudit.Run(LedgerPath).Violations);
    }

    [Fact]
    public async Task A_ledger_of_format_6_gets_an_escrow_and_goes_on()
    {
        await MakeAsync(LedgerPath, "format-6.sql");
        var carol = Commands.Wallet("carol");

        // Nothing is dated before what is in it.
        var time = new FakeTime(new DateTimeOffset(2027, 1, 1, 12, 0, 0, TimeSpan.Zero));
        await using (var ledger = SqliteLedger.Open(new SqliteLedgerOptions { Path = LedgerPath }, time))
        {
            Assert.Equal(0, await ledger.BalanceAsync(WalletId.Escrow));
            Assert.Equal((900, 70, 30), (await ledger.BalanceAsync(Alice), await ledger.BalanceAsync(Bob),
                await ledger.BalanceAsync(carol)));
            var hold = (await ledger.CommitOneAsync(Commands.Hold(Alice, Bob, 800))).Transfer!;
            Assert.Equal(800, await ledger.FindHeldAsync(Alice));
            Assert.Equal(OutcomeCode.Committed, (await ledger.CommitOneAsync(Commands.Capture(hold, 1))).Code);
            var asked = (await ledger.MakeRequestAsync(Commands.Ask(Bob, Alice, 30))).Request!;
            Assert.Equal(OutcomeCode.Committed, (await ledger.CommitOneAsync(Commands.Pay(asked))).Code);
            Assert.Equal(Commands.Wallet("escrow-1"), await ledger.RegisterAsync(
                People.New("escrow@example.com"), [WalletId.Escrow, Commands.Wallet("escrow-1")]));
        }

        Assert.Empty(SqliteAudit.Run(LedgerPath).Violations);
    }

    [Theory]
    [InlineData("format-7.sql")]
    [InlineData("format-8.sql")]
    public async Task Holds_go_on_in_a_list_of_their_ends(string fixture)
    {
        await MakeAsync(LedgerPath, fixture);
        await using (var ledger = Open(LedgerPath))
        {
            Assert.Equal(100, await ledger.FindHeldAsync(Alice));
            Assert.Equal(0, await ledger.FindHeldAsync(Bob));
            var open = (await ledger.ListHoldsAsync(Alice, new HoldQuery(HoldRole.Payer, 10))).Holds
                .Where(static hold => hold.RemainingMinor > 0).ToList();
            Assert.Equal(2, open.Count);
            Assert.Equal(OutcomeCode.Committed,
                (await ledger.CommitOneAsync(Commands.Release(open[0].Transfer))).Code);
            Assert.Equal(50, await ledger.FindHeldAsync(Alice));
        }

        Assert.Empty(SqliteAudit.Run(LedgerPath).Violations);
        using var file = new DamageFile(LedgerPath);
        Assert.Empty(file.Rows("SELECT 1 FROM sqlite_schema WHERE name GLOB 'open_holds*'"));
    }

    [Fact]
    public async Task A_ledger_in_which_a_user_has_escrow_s_wallet_is_left_as_it_is()
    {
        await MakeAsync(LedgerPath, "format-6.sql");
        using (var file = new DamageFile(LedgerPath))
            file.Run("UPDATE wallets SET wallet_id = 'escrow@wallet' WHERE wallet_id = 'carol@wallet'");
        var before = Dump();

        Assert.Contains("a user has the wallet escrow@wallet",
            Assert.Throws<LedgerStartException>(() => Open(LedgerPath)).Message, StringComparison.Ordinal);

        Assert.Equal(before, Dump());
    }

    [Fact]
    public async Task Sums_of_what_was_sent_begin_with_the_first_payment_after_format_6()
    {
        await MakeAsync(LedgerPath, "format-6.sql");
        // The day on which it was written, which had payments already.
        var time = new FakeTime(new DateTimeOffset(DayOfFormat6, new TimeOnly(23, 0), TimeSpan.Zero));
        await using (var ledger = SqliteLedger.Open(new SqliteLedgerOptions { Path = LedgerPath }, time))
        {
            Assert.Empty(SqliteAudit.Run(LedgerPath).Violations);
            Assert.Equal(0, (await ledger.FindSpendingAsync(Alice))!.SpentTodayMinor);
            await ledger.SetLimitsAsync(Alice, new SpendingLimits(null, 100));
            Assert.Equal(OutcomeCode.Committed, (await ledger.CommitOneAsync(Commands.Transfer(Alice, Bob, 70))).Code);
            Assert.Equal(OutcomeCode.LimitExceeded,
                (await ledger.CommitOneAsync(Commands.Transfer(Alice, Bob, 31, "over"))).Code);
            Assert.Equal(70, (await ledger.FindSpendingAsync(Alice))!.SpentTodayMinor);
            // What is said of the old ones stays.
            Assert.Equal(60, (await ledger.FindKeyAsync(Bob, Commands.Key("r2")))!.RemainingMinor);
        }

        using var saved = new StreamReader(Path.Combine(Fixtures, "format-6.heads"));
        Assert.Empty(SqliteAudit.Run(LedgerPath, since: AuditHeads.Load(saved)).Violations);
        using (var file = new DamageFile(LedgerPath))
            file.Run("UPDATE balances SET spent = 69 WHERE wallet = 2");
        Assert.Equal("it claims to have sent 69 on day " + DaySpending.DayOf(Timestamp.Now(time))
            + ", but that was 70 to 220", Assert.Single(SqliteAudit.Run(LedgerPath).Violations).What);
        using (var file = new DamageFile(LedgerPath))
            file.Run("UPDATE balances SET spent = 221 WHERE wallet = 2");
        Assert.Equal((4, "wallet alice@wallet"), Assert.Single(SqliteAudit.Run(LedgerPath).Violations) is var found
            ? (found.Invariant, found.Where)
            : default);
    }

    [Fact]
    public async Task Only_a_start_or_a_restore_brings_it_up_to_date()
    {
        await MakeAsync(LedgerPath);
        var backup = _folder.File("backup.db");

        foreach (var refused in new Action[] {
            () => SqliteAudit.Run(LedgerPath), () => SqliteBackup.Run(LedgerPath, backup) })
        {
            Assert.Contains("has format 3; this program works on format 9. To start the server on it",
                Assert.Throws<LedgerStartException>(refused).Message, StringComparison.Ordinal);
        }

        await MakeAsync(backup);
        Assert.True(SqliteRestore.Run(_folder.File("restored.db"), backup, "INR").Report.IsClean);
        await AssertAllIsReplayedAsync(_folder.File("restored.db"));
        using var file = new DamageFile(backup);
        Assert.Equal(3L, file.Rows("PRAGMA user_version")[0][0]);
    }

    [Theory]
    [InlineData("UPDATE entries SET previous = 99 WHERE number = 3")]
    [InlineData("UPDATE entries SET previous = number WHERE number = 1")]
    [InlineData("DELETE FROM transfers WHERE key_record = 2")]
    public async Task A_damaged_ledger_is_left_as_it_is(string damage)
    {
        await MakeAsync(LedgerPath);
        using (var file = new DamageFile(LedgerPath))
            file.RunWithoutTriggers(damage);
        var before = Dump();

        Assert.Contains("damaged", Assert.Throws<LedgerStartException>(() => Open(LedgerPath)).Message,
            StringComparison.Ordinal);

        Assert.Equal(before, Dump());
    }

    [Fact]
    public async Task Two_that_start_at_the_same_moment_upgrade_it_once()
    {
        await MakeAsync(LedgerPath);

        var ledgers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SqliteLedger.Open(
            new SqliteLedgerOptions { Path = LedgerPath, Shared = true }, new FakeTime()))));

        foreach (var ledger in ledgers)
            await ledger.DisposeAsync();
        await AssertAllIsReplayedAsync(LedgerPath);
    }

    public void Dispose() => _folder.Dispose();

    private static SqliteLedger Open(string path) =>
        SqliteLedger.Open(new SqliteLedgerOptions { Path = path }, new FakeTime());

    private static async Task MakeAsync(string path, string fixture = "format-3.sql")
    {
        await File.WriteAllBytesAsync(path, []);
        using var file = new DamageFile(path);
        file.Run(await File.ReadAllTextAsync(Path.Combine(Fixtures, fixture)));
    }

    private static async Task AssertAllIsReplayedAsync(string path)
    {
        await using (var ledger = Open(path))
        {
            var decisions = await ledger.CommitAsync([.. Requests.Select(static request => request.Command.Again())]);
            Assert.Equal(Requests.Select(static request => (request.Code, true)),
                decisions.Select(static decision => (decision.Code, decision.Replayed)));
            Assert.All(Requests.Zip(decisions), static pair =>
                Assert.Equal(pair.First.Code == OutcomeCode.Committed ? pair.First.Command.Operation : null,
                    pair.Second.Transfer?.Operation));
            Assert.Equal(OutcomeCode.Committed, (await ledger.CommitOneAsync(Commands.Transfer(Bob, Alice, 1))).Code);
        }

        Assert.Empty(SqliteAudit.Run(path).Violations);
    }

    private string Dump()
    {
        using var file = new DamageFile(LedgerPath);
        var tables = new[] { "sqlite_schema", "wallets", "key_records", "entries", "transfers", "pragma_user_version" };
        return string.Join('\n', tables.SelectMany(table => file.Rows($"SELECT * FROM {table}"))
            .Select(static row => string.Join('|', row.Select(static value =>
                value is byte[] bytes ? Convert.ToHexString(bytes) : value))));
    }
}
