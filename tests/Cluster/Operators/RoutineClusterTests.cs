using System.Globalization;
using System.Text.Json;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Operators;

/// <summary>What silos do by themselves, they do once for all of them.</summary>
public sealed class RoutineClusterTests(TestServers servers)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Two_silos_make_one_audit_and_one_backup_an_interval_and_one_goes_on_alone()
    {
        TestServers.Require();
        using var folder = new TempFolder();
        var cluster = await ClusterHost.StartAsync(
            await ClusterGround.CreateAsync(servers, Settings(folder, Every)), silos: 2);
        // The cluster belongs to it.
        await using var wallet = new RunningWallet(cluster, new UsedSecrets());
        var boss = await TestOperator.AddAsync(wallet, OperatorScopes.Read);
        await MadeAsync(3);
        await cluster.StopSiloAsync(0);
        await MadeAsync(6);

        var audits = (await boss.GetAsync("/operator/audit")).Expect(200).Json;
        AssertApart(audits.GetProperty("items").EnumerateArray().Select(static item => DateTimeOffset.Parse(
            item.GetProperty("startedAt").GetString()!, CultureInfo.InvariantCulture)), TimeSpan.Zero);
        // Names of backups are cut to seconds.
        AssertApart(Backups().Select(static name => DateTimeOffset.ParseExact(
            name, "'ledger-'yyyyMMdd'T'HHmmss'Z.db'", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal)), TimeSpan.FromSeconds(1));
        // Each is compared with the one before.
        Assert.All(audits.GetProperty("items").EnumerateArray().SkipLast(1), static item =>
            Assert.StartsWith("heads-", item.GetProperty("sinceFile").GetString(), StringComparison.Ordinal));

        IEnumerable<string> Backups() => !Directory.Exists(folder.File("backups")) ? [] :
            Directory.GetFiles(folder.File("backups"), "*.db").Select(static path => Path.GetFileName(path));

        Task MadeAsync(int count) => Waiting.UntilAsync(async () =>
            (await boss.GetAsync("/operator/audit")) is { Status: 200, Json: var told }
            && told.GetProperty("items").GetArrayLength() >= count && Backups().Count() >= count
            && told.GetProperty("backups") is { ValueKind: JsonValueKind.Object } backups
            && backups.GetProperty("last").ValueKind == JsonValueKind.Object);
    }

    /// <summary>Settings with a routine.</summary>
    /// <param name="folder">Where its folders are.</param>
    /// <param name="every">How often.</param>
    internal static Dictionary<string, string> Settings(TempFolder folder, TimeSpan every) => new(ClusterGround.Cheap)
    {
        ["Wallet:Routine:AuditEvery"] = every.ToString(),
        ["Wallet:Routine:HeadsDir"] = folder.File("heads"),
        ["Wallet:Routine:BackupEvery"] = every.ToString(),
        ["Wallet:Routine:BackupDir"] = folder.File("backups"),
        ["Wallet:Routine:BackupsKept"] = "100",
    };

    private static void AssertApart(IEnumerable<DateTimeOffset> begun, TimeSpan tolerance)
    {
        DateTimeOffset[] inOrder = [.. begun.Order()];
        Assert.True(inOrder.Length >= 6);
        foreach (var (before, after) in inOrder.Zip(inOrder[1..]))
            Assert.True(after - before >= Every - tolerance, $"{before:O} and {after:O}");
    }
}
