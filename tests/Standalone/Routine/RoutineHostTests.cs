using System.Text.Json;
using Wallet.Core;
using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Routine;

/// <summary>What a host does by itself, as operators and the log tell it.</summary>
public sealed class RoutineHostTests(StandaloneHosts hosts)
{
    private const string AuditEvery = "Wallet:Routine:AuditEvery", HeadsDir = "Wallet:Routine:HeadsDir",
        BackupEvery = "Wallet:Routine:BackupEvery", BackupDir = "Wallet:Routine:BackupDir";

    [Fact]
    public async Task Nothing_is_done_unless_asked_for()
    {
        await using var own = await hosts.StartOwnAsync();
        var boss = await TestOperator.AddAsync(own, OperatorScopes.Read);
        var audits = (await boss.GetAsync("/operator/audit")).Expect(200).Json;
        Assert.Equal((JsonValueKind.Null, 0),
            (audits.GetProperty("backups").ValueKind, audits.GetProperty("items").GetArrayLength()));
    }

    [Fact]
    public async Task A_restart_neither_puts_off_nor_repeats_what_is_due_once_a_day()
    {
        using var folder = new TempFolder();
        var host = await InProcessHost.StartAsync(new Dictionary<string, string>
        {
            ["Wallet:Bcrypt:WorkFactor"] = "4",
            [AuditEvery] = "1.00:00:00",
            [HeadsDir] = folder.File("heads"),
            [BackupEvery] = "1.00:00:00",
            [BackupDir] = folder.File("backups"),
        });
        await using var own = new RunningWallet(host, hosts.Secrets);
        var boss = await TestOperator.AddAsync(own, OperatorScopes.Read);
        var first = await UntilAsync(boss, static audits => Items(audits) == 1 && HasBackup(audits));
        Assert.Equal(JsonValueKind.Null, first.GetProperty("items")[0].GetProperty("sinceFile").ValueKind);
        var heads = first.GetProperty("items")[0].GetProperty("headsFile").GetString();
        Assert.Equal([heads], Directory.GetFiles(folder.File("heads")).Select(static path => Path.GetFileName(path)));
        var backup = first.GetProperty("backups").GetProperty("last");
        Assert.True(backup.GetProperty("clean").GetBoolean());
        Assert.True(backup.GetProperty("bytes").GetInt64() > 0);

        // Less than a day later it starts again, and looks: nothing is due.
        host.Time.Advance(TimeSpan.FromHours(23));
        await host.RestartAsync();
        await UntilAsync(boss, static audits => HasBackup(audits));
        // Whoever is asked for what is not due twice has seen to it once.
        var again = (await boss.GetAsync("/operator/audit")).Expect(200).Json;
        Assert.Equal((1, backup.GetProperty("file").GetString()),
            (Items(again), again.GetProperty("backups").GetProperty("last").GetProperty("file").GetString()));

        // A restart once a day, shortly after what is due, makes it.
        host.Time.Advance(TimeSpan.FromHours(1));
        await host.RestartAsync();
        var second = await UntilAsync(boss, audits => Items(audits) == 2
            && HasBackup(audits)
            && audits.GetProperty("backups").GetProperty("last").GetProperty("file").GetString()
                != backup.GetProperty("file").GetString());
        Assert.Equal(heads, second.GetProperty("items")[0].GetProperty("sinceFile").GetString());
        Assert.Equal(2, Directory.GetFiles(folder.File("backups"), "*.db").Length);
        Assert.DoesNotContain("warn", own.Host.LogText.Split('\n').Where(static line =>
            line.Contains("AuditGrain", StringComparison.Ordinal)
            || line.Contains("BackupGrain", StringComparison.Ordinal)).SelectMany(static line => line.Split(' ')),
            StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_fails_is_said_once_and_said_again_when_it_works_and_payments_go_on()
    {
        using var folder = new TempFolder();
        // A file where the folders are to be.
        await File.WriteAllTextAsync(folder.File("disk"), "", TestContext.Current.CancellationToken);
        var host = await InProcessHost.StartAsync(new Dictionary<string, string>
        {
            ["Wallet:Bcrypt:WorkFactor"] = "4",
            [AuditEvery] = "00:00:01",
            [HeadsDir] = Path.Combine(folder.File("disk"), "heads"),
            [BackupEvery] = "00:00:01",
            [BackupDir] = Path.Combine(folder.File("disk"), "backups"),
        });
        await using var own = new RunningWallet(host, hosts.Secrets);
        var boss = await TestOperator.AddAsync(own, OperatorScopes.Read);
        var failed = await UntilAsync(boss, static audits => Items(audits) >= 3
            && audits.GetProperty("headsFailedAt").ValueKind != JsonValueKind.Null
            && Backups(audits, "failedAt") != JsonValueKind.Null);
        var failure = failed.GetProperty("backups").GetProperty("failure").GetString()!;
        Assert.Contains("can't be used", failure, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, failed.ToString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, failed.GetProperty("items")[0].GetProperty("headsFile").ValueKind);
        (await own.Client.GetAsync("/health/ready")).Expect(200);
        var (user, other) =
            (await TestUser.RegisterAsync(own.Client, 100), await TestUser.RegisterAsync(own.Client));
        (await user.PayAsync(other, 1, "k")).Expect(201);

        File.Delete(folder.File("disk"));
        await UntilAsync(boss, static audits => HasBackup(audits)
            && audits.GetProperty("headsFailedAt").ValueKind == JsonValueKind.Null
            && Backups(audits, "failedAt") == JsonValueKind.Null);
        foreach (var line in (string[])
            ["A backup could not be made; it is tried again.", "Backups are made again.",
                "The heads of an audit could not be compared or saved.", "Heads are saved again."])
            Assert.Single(own.Host.LogText.Split('\n'), said =>
                said.StartsWith("Warning Wallet.Grains.", StringComparison.Ordinal)
                && said.Contains(line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Heads_that_were_damaged_keep_no_audit_from_being_made_and_are_not_replaced()
    {
        using var folder = new TempFolder();
        var host = await InProcessHost.StartAsync(new Dictionary<string, string>
        {
            ["Wallet:Bcrypt:WorkFactor"] = "4",
            [AuditEvery] = "31.00:00:00",
            [HeadsDir] = folder.Path,
        });
        await using var own = new RunningWallet(host, hosts.Secrets);
        var boss = await TestOperator.AddAsync(own, OperatorScopes.Read);
        await UntilAsync(boss, static audits => Items(audits) == 1);
        var file = Directory.GetFiles(folder.Path).Single();
        await File.AppendAllTextAsync(file, "x", TestContext.Current.CancellationToken);
        (await boss.PostAsync("/operator/audit")).Expect(202);
        var audits = await UntilAsync(boss, static audits => Items(audits) == 2);
        Assert.NotEqual(JsonValueKind.Null, audits.GetProperty("headsFailedAt").ValueKind);
        Assert.Equal((0, JsonValueKind.Null), (audits.GetProperty("items")[0].GetProperty("violationCount").GetInt32(),
            audits.GetProperty("items")[0].GetProperty("headsFile").ValueKind));
        Assert.Equal(file, Directory.GetFiles(folder.Path).Single());
    }

    private static int Items(JsonElement audits) => audits.GetProperty("items").GetArrayLength();

    private static bool HasBackup(JsonElement audits) => Backups(audits, "last") != JsonValueKind.Null;

    // Until somebody has looked, nothing is known of them.
    private static JsonValueKind Backups(JsonElement audits, string member) =>
        audits.GetProperty("backups") is { ValueKind: JsonValueKind.Object } backups
            ? backups.GetProperty(member).ValueKind
            : JsonValueKind.Null;

    private static async Task<JsonElement> UntilAsync(TestOperator boss, Func<JsonElement, bool> isSo)
    {
        JsonElement audits = default;
        await Waiting.UntilAsync(async () =>
        {
            audits = (await boss.GetAsync("/operator/audit")).Expect(200).Json;
            return audits.GetProperty("running").ValueKind == JsonValueKind.Null && isSo(audits);
        });
        return audits;
    }
}
