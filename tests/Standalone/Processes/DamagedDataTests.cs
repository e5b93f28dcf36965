using Microsoft.Data.Sqlite;
using Wallet.TestKit;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>Data that is not what the program left: it does not start on it, and the audit tells what is
/// wrong.</summary>
public sealed class DamagedDataTests(UsedFolder used) : IClassFixture<UsedFolder>
{
    private const int CannotStart = 3;

    private static Task<Ended> RunAsync(TempFolder folder, params string[] arguments) =>
        Executable.RunAsync(folder.Path, arguments, ("Wallet__DataDir", folder.Path));

    private static void Damage(TempFolder folder, string sql)
    {
        using var db = new SqliteConnection($"Data Source={folder.File("ledger.db")};Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
#pragma warning disable CA2100 // The statements are this file's own constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    [Fact]
    public async Task Keys_that_are_broken_or_gone_stop_the_start()
    {
        using var folder = used.Copy();
        var keys = await File.ReadAllTextAsync(folder.File("keys.json"), TestContext.Current.CancellationToken);
        foreach (var broken in (string[])["", "{", "null", "[]", "{}", keys[..(keys.Length / 2)]])
        {
            await File.WriteAllTextAsync(folder.File("keys.json"), broken, TestContext.Current.CancellationToken);
            (await RunAsync(folder)).RefusedInOneLine(CannotStart, "keys.json");
            Assert.Equal(
                broken, await File.ReadAllTextAsync(folder.File("keys.json"), TestContext.Current.CancellationToken));
        }

        File.Delete(folder.File("keys.json"));
        (await RunAsync(folder)).RefusedInOneLine(CannotStart, "keys.json");
        Assert.False(File.Exists(folder.File("keys.json")), "New keys would have made every password wrong for ever.");
    }

    [Fact]
    public async Task Keys_that_others_could_read_are_not_served_as_they_are()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        using var folder = used.Copy();
        var path = folder.File("keys.json");
        var own = File.GetUnixFileMode(path);
        File.SetUnixFileMode(path, own | UnixFileMode.OtherRead | UnixFileMode.GroupRead);
        var process = Executable.Start(folder.Path, [], ("Wallet__DataDir", folder.Path));
        using (process)
        {
            // It may refuse, saying so, or tighten the mode and serve.
            var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask()
                .WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            if (line is null)
            {
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                Assert.Equal(CannotStart, process.ExitCode);
                Assert.Contains("keys.json", await process.StandardError.ReadToEndAsync(
                    TestContext.Current.CancellationToken), StringComparison.Ordinal);
                return;
            }

            process.Kill();
            Assert.Equal(own, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public async Task A_ledger_of_a_newer_format_stops_the_start()
    {
        using var folder = used.Copy();
        Damage(folder, "PRAGMA user_version = 1000");
        (await RunAsync(folder)).RefusedInOneLine(CannotStart, "format 1000");
        (await RunAsync(folder, "audit")).RefusedInOneLine(CannotStart, "format 1000");
    }

    [Fact]
    public async Task A_ledger_in_another_currency_stops_the_start()
    {
        using var folder = used.Copy();
        var ended =
            await Executable.RunAsync(folder.Path, [], ("Wallet__DataDir", folder.Path), ("Wallet__Currency", "EUR"));
        ended.RefusedInOneLine(CannotStart, "INR", "EUR");
    }

    [Fact]
    public async Task A_ledger_that_is_no_database_stops_the_start()
    {
        using var folder = used.Copy();
        await File.WriteAllTextAsync(
            folder.File("ledger.db"), new string('x', 10_000), TestContext.Current.CancellationToken);
        (await RunAsync(folder)).RefusedInOneLine(CannotStart, "ledger.db");
        (await RunAsync(folder, "audit")).RefusedInOneLine(CannotStart, "ledger.db");
    }

    [Theory]
    [InlineData("a balance", "UPDATE balances SET balance = balance + 1 WHERE wallet = 2")]
    [InlineData(
        "two balances", "UPDATE balances SET balance = balance + (wallet = 2) - (wallet = 3) WHERE wallet IN (2, 3)")]
    [InlineData("an entry's amount",
        "DROP TRIGGER entries_stay; UPDATE entries SET amount = amount + 1 WHERE wallet = 2 AND sequence = 2")]
    [InlineData("an entry's note",
        "DROP TRIGGER entries_stay; UPDATE entries SET note = 'x' WHERE wallet = 2 AND sequence = 2")]
    [InlineData("an entry gone", "DROP TRIGGER entries_remain; DELETE FROM entries WHERE wallet = 2 AND sequence = 2")]
    [InlineData("a transfer gone", "DROP TRIGGER transfers_remain; DELETE FROM transfers WHERE debit_entry IN " +
        "(SELECT number FROM entries WHERE wallet = 2)")]
    [InlineData("a key gone", "DROP TRIGGER key_records_remain; DELETE FROM key_records WHERE key = 'k1'")]
    [InlineData("a fingerprint",
        "DROP TRIGGER key_records_stay; UPDATE key_records SET fingerprint = zeroblob(32) WHERE key = 'k1'")]
    public async Task The_audit_finds_damage(string what, string sql)
    {
        using var folder = used.Copy();
        Damage(folder, sql);
        var audit = await RunAsync(folder, "audit");
        Assert.True(audit.ExitCode == 1, $"{what}: {audit}");
        Assert.NotEqual("", audit.Output);
        Assert.Equal("", audit.Errors);
    }
}
