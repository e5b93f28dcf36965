using System.Globalization;
using Wallet.Standalone.Tests.InProcess;
using Wallet.Standalone.Tests.Routine;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>The routine of the program as it is run: under load, and killed.</summary>
public sealed class RoutineProcessTests(StandaloneHosts hosts)
{
    private static (string Name, string Value)[] EverySecond(string backups) =>
    [
        ("Wallet__Routine__BackupEvery", "00:00:01"), ("Wallet__Routine__BackupDir", backups),
        ("Wallet__Routine__BackupsKept", "1000"),
    ];

    private static string[] Backups(string folder) =>
        Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "ledger-*Z.db").Order(StringComparer.Ordinal)]
            : [];

    private static DateTimeOffset Begun(string backup) => DateTimeOffset.ParseExact(
        Path.GetFileNameWithoutExtension(backup), "'ledger-'yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal);

    [Fact]
    public async Task Backups_that_were_made_under_load_become_ledgers_with_all_that_was_acknowledged_before_them()
    {
        using var folder = new TempFolder();
        var (data, backups) = (folder.File("data"), folder.File("backups"));
        TestUser user, other;
        DateTimeOffset registered;
        List<DateTimeOffset> acknowledged = [];
        string[] Later() => [.. Backups(backups).Where(backup => Begun(backup) > registered).Take(3)];
        await using (var server = await Executable.ServeAsync(data, EverySecond(backups)))
        {
            using var client = server.Client(hosts.Secrets);
            (user, other) = (await TestUser.RegisterAsync(client, 1_000_000), await TestUser.RegisterAsync(client));
            registered = DateTimeOffset.UtcNow;
            await Waiting.UntilAsync(async () =>
            {
                await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
                {
                    (await user.PayAsync(other, 1, Guid.NewGuid().ToString("N"))).Expect(201);
                    lock (acknowledged)
                        acknowledged.Add(DateTimeOffset.UtcNow);
                }));
                return Later().Length == 3;
            });
            await server.KillAsync();
        }

        foreach (var backup in Later())
        {
            var restored = folder.File("restored-" + Path.GetFileName(backup));
            var said = await Executable.RunAsync(
                folder.Path, ["restore", backup], ("Wallet__DataDir", restored));
            Assert.True(said.ExitCode == 0, said.ToString());
            File.Copy(Path.Combine(data, "keys.json"), Path.Combine(restored, "keys.json"));
            await using var server = await Executable.ServeAsync(restored);
            using var client = server.Client(hosts.Secrets);
            var (has, got) = ((await client.GetAsync("/wallet", user.Token)).Expect(200).Number("balance"),
                (await client.GetAsync("/wallet", other.Token)).Expect(200).Number("balance"));
            Assert.Equal(1_000_000, has + got);
            Assert.InRange(got, acknowledged.Count(at => at < Begun(backup)), acknowledged.Count + 16);
            (await client.PostAsync("/wallet/transfer", Body.Transfer(other.WalletId, 1, user.Pin, "goes-on"),
                user.Token)).Expect(201);
        }
    }

    [Fact]
    public async Task Killed_in_the_middle_of_a_backup_a_host_leaves_only_whole_ones_and_the_next_clears_up()
    {
        using var folder = new TempFolder();
        var (data, backups) = (folder.File("data"), folder.File("backups"));
        string[] Halves() => Directory.Exists(backups) ? Directory.GetFiles(backups, "*.partial") : [];
        await using (var server = await Executable.ServeAsync(data, EverySecond(backups)))
        {
            using var client = server.Client(hosts.Secrets);
            var (user, other) =
                (await TestUser.RegisterAsync(client, 1000), await TestUser.RegisterAsync(client));
            (await user.PayAsync(other, 1, "k")).Expect(201);
            await Waiting.UntilAsync(async () =>
            {
                if (Halves().Length == 0 || Backups(backups).Length == 0)
                    return false;
                // Frozen, it can't come to the end of it meanwhile.
                await server.FreezeAsync();
                if (Halves().Length > 0)
                    return true;
                await server.ThawAsync();
                return false;
            });
            await server.KillAsync();
        }

        Assert.Single(Halves());
        foreach (var whole in Backups(backups))
            Assert.Empty(Ledger.Sqlite.SqliteAudit.Run(whole).Violations);
        var before = Backups(backups).Length;
        await using (var next = await Executable.ServeAsync(data, EverySecond(backups)))
        {
            await Waiting.UntilAsync(() => Backups(backups).Length > before);
            Assert.Equal(0, (await next.TerminateAsync()).ExitCode);
        }

        Assert.All(Backups(backups), static whole => Assert.Empty(Ledger.Sqlite.SqliteAudit.Run(whole).Violations));
    }

    [Fact]
    public async Task Violations_that_a_scheduled_audit_finds_are_in_metrics_and_told_to_operators()
    {
        using var folder = new TempFolder();
        var data = folder.File("data");
        await using var server = await Executable.ServeAsync(data,
            ("Wallet__Routine__AuditEvery", "00:00:01"), ("Wallet__Routine__HeadsDir", folder.File("heads")));
        var added = await Executable.RunAsync(folder.Path,
            ["operator", "add", "--name", "Ada", "--scopes", "read"], ("Wallet__DataDir", data));
        added.Succeeded();
        var key = added.Output.Split(' ', '\n').First(static word => word.StartsWith("wok_", StringComparison.Ordinal));
        hosts.Secrets.AddToken(key);
        using var operators = server.Operators(hosts.Secrets);
        await Waiting.UntilAsync(() => Directory.Exists(folder.File("heads")));
        RoutineLedger.Damage(Path.Combine(data, "ledger.db"), "UPDATE balances SET balance = balance - 1");

        await Waiting.UntilAsync(async () =>
            (await operators.GetAsync("/operator/audit", key)).Expect(200).Json.GetProperty("items") is var items
            && items.GetArrayLength() > 0 && items[0].GetProperty("violationCount").GetInt64() > 0);
        // No heads of a ledger that is wrong are saved.
        var found = (await operators.GetAsync("/operator/audit", key)).Json.GetProperty("items")[0];
        Assert.Null(found.GetProperty("headsFile").GetString());
        Assert.NotNull(found.GetProperty("sinceFile").GetString());
        await Waiting.UntilAsync(async () =>
            (await Scrape.OfAsync(server.OperatorAddress)).Sum("wallet_audit_violations") > 0);
        var scrape = await Scrape.OfAsync(server.OperatorAddress);
        Assert.Equal(1, scrape.Sum("wallet_routine_interval_seconds", ("wallet_routine", "audit")));
        Assert.Equal(0, scrape.Sum("wallet_routine_failures_total"));
    }
}
