using Microsoft.Data.Sqlite;
using Wallet.Core;
using Wallet.Ledger.Sqlite;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Processes;

/// <summary>A copy that is killed goes on where it was.</summary>
public sealed class KilledCopyTests(RealMongoServer mongo) : IClassFixture<RealMongoServer>
{
    private const int Transfers = 20_000, Entries = 2 * Transfers + 2;

    [Fact]
    public async Task A_copy_into_a_file_survives_kill_9_at_any_moment()
    {
        using var folder = new TempFolder();
        var (source, target) = (folder.File("ledger.db"), folder.File("copy.db"));
        await FillAsync(source);
        var last = await RunAsync(
            "sqlite:" + source, "sqlite:" + target, kills: 6, () => CopiedEntries(target) > 0);
        Assert.Equal(SqliteAudit.Run(source).Digest, SqliteAudit.Run(target).Digest);
        // It did not begin anew.
        Assert.DoesNotContain($"copied           {Entries} entries", last.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_into_MongoDB_and_back_survives_kill_9_at_any_moment()
    {
        var server = mongo.RequireConnectionString();
        var database = $"wallet-test-{Guid.NewGuid():N}";
        var url = server.Contains("/?", StringComparison.Ordinal)
            ? server.Replace("/?", $"/{database}?", StringComparison.Ordinal)
            : $"{server}/{database}";
        using var folder = new TempFolder();
        var (source, back) = (folder.File("ledger.db"), folder.File("back.db"));
        await FillAsync(source);
        await RunAsync("sqlite:" + source, url, kills: 5, static () => true);
        await RunAsync(url, "sqlite:" + back, kills: 3, () => CopiedEntries(back) > 0);
        var (before, after) = (SqliteAudit.Run(source), SqliteAudit.Run(back));
        Assert.Empty(after.Violations);
        foreach (var wallet in before.Heads.WalletIds)
            Assert.Equal(before.Heads.Find(wallet)!.Value.Hash, after.Heads.Find(wallet)!.Value.Hash);
        Assert.Equal(before.KeyRecords, after.KeyRecords);
    }

    // Kills it a number of times, as soon as it has begun and then at random moments, and lets it end then.
    private static async Task<Ended> RunAsync(string from, string to, int kills, Func<bool> hasBegun)
    {
        var random = TestSeed.Random(out _);
        var assembly = Path.Combine(AppContext.BaseDirectory, "Wallet.Silo.dll");
        string[] arguments = ["ledger", "copy", "--from", from, "--to", to];
        var first = kills;
        for (; kills > 0; kills--)
        {
            using var copy = DotnetProgram.Start(assembly, Path.GetTempPath(), arguments, []);
            var said = Task.WhenAll(copy.StandardOutput.ReadToEndAsync(), copy.StandardError.ReadToEndAsync());
            while (!copy.HasExited && !hasBegun())
                await Task.Delay(1);
            if (kills < first)
                await Task.WhenAny(copy.WaitForExitAsync(), Task.Delay(random.Next(kills * 250)));
            copy.Kill();
            await copy.WaitForExitAsync();
            // If it was too quick for a kill, there is nothing left to be killed.
            if (copy.ExitCode == 0)
                return new Ended(0, (await said)[0], "");
        }

        var ended = await DotnetProgram.RunAsync(assembly, Path.GetTempPath(), arguments, []);
        Assert.True(ended.ExitCode == 0, ended.ToString());
        return ended;
    }

    private static long CopiedEntries(string file)
    {
        if (!File.Exists(file))
            return 0;
        try
        {
            using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=false");
            connection.Open();
            using var read = connection.CreateCommand();
            read.CommandText = "SELECT value ->> 'entries' FROM settings WHERE name = 'copy'";
            return read.ExecuteScalar() as long? ?? 0;
        }
        catch (SqliteException)
        {
            return 0; // It is being made, or written just now.
        }
    }

    private static async Task FillAsync(string path)
    {
        await using var ledger = SqliteLedger.Open(new SqliteLedgerOptions { Path = path }, TimeProvider.System);
        var (alice, bob) = (await ledger.RegisterWalletAsync("alice"), await ledger.RegisterWalletAsync("bob"));
        await ledger.CommitAsync([Commands.Deposit(alice, Transfers)]);
        foreach (var some in Enumerable.Range(0, Transfers).Chunk(Limits.MaxBatch))
            await ledger.CommitAsync([.. some.Select(i => i % 2 == 0
                ? Commands.Transfer(alice, bob, 1)
                : Commands.Transfer(bob, alice, 1))]);
    }
}
