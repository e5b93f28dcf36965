using Microsoft.Data.Sqlite;
using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>Lockouts outlive what happens to their file.</summary>
public sealed class LockoutFileTests : IDisposable
{
    private readonly WalletClient _client;
    private HostProcess? _server;

    public LockoutFileTests(StandaloneHosts hosts) =>
        _client = new WalletClient(() => [_server!.Address], hosts.Secrets);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_locked_pin_is_locked_in_a_backup_too()
    {
        using var folder = new TempFolder();
        var (user, other) = await LockedAsync(folder.File("data"), meanwhile: async () =>
            Assert.Equal(0, (await CommandAsync(folder, "data", "backup", folder.File("copy.db"))).ExitCode));

        Directory.CreateDirectory(folder.File("new"));
        File.Copy(folder.File("data/keys.json"), folder.File("new/keys.json"));
        var restored = await CommandAsync(folder, "new", "restore", folder.File("copy.db"));
        Assert.True(restored.ExitCode == 0, restored.Output + restored.Errors);
        await StillLockedAsync(folder.File("new"), user, other);
        // And in a backup of that.
        Assert.Equal(0, (await CommandAsync(folder, "new", "backup", folder.File("second.db"))).ExitCode);
        Assert.Equal(0, (await CommandAsync(folder, "new", "audit")).ExitCode);
        File.Delete(folder.File("new/guards.db"));
        Assert.Equal(0, (await CommandAsync(folder, "new", "restore", folder.File("second.db"))).ExitCode);
        await StillLockedAsync(folder.File("new"), user, other);
    }

    [Fact]
    public async Task A_pin_that_was_locked_by_a_host_without_grains_stays_locked()
    {
        using var folder = new TempFolder();
        var (user, other) = await LockedAsync(folder.File("data"));
        // As that host left it: a row for each subject, of which a PIN's is its user's ID.
        await using (var lockouts = new SqliteConnection($"Data Source={folder.File("data/guards.db")};Pooling=False"))
        {
            await lockouts.OpenAsync(TestContext.Current.CancellationToken);
            await using var rewrite = lockouts.CreateCommand();
            rewrite.CommandText = """
                DROP TABLE guard_books;
                CREATE TABLE guards (
                    subject TEXT PRIMARY KEY, failures INTEGER NOT NULL, locked_until INTEGER, forget_at INTEGER
                ) STRICT, WITHOUT ROWID;
                INSERT INTO guards VALUES
                    ($pin, 5, $until, NULL), ('pin:00000000000000000000000000000000', 5, 1, NULL),
                    ('sign-in:abc', 3, NULL, 1);
                """;
            rewrite.Parameters.AddWithValue("$until", DateTimeOffset.UtcNow.AddMinutes(10)
                .ToUnixTimeMilliseconds() * 1000);
            rewrite.Parameters.AddWithValue("$pin", "pin:" + user.UserId);
            await rewrite.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await StillLockedAsync(folder.File("data"), user, other);
        await StillLockedAsync(folder.File("data"), user, other);
    }

    private async Task<(TestUser User, TestUser Other)> LockedAsync(string data, Func<Task>? meanwhile = null)
    {
        await using var server = await StartAsync(data);
        var (user, other) = (await TestUser.RegisterAsync(_client, 100), await TestUser.RegisterAsync(_client));
        for (var i = 0; i < 5; i++)
            (await user.PayAsync(other, 1, $"k{i}", pin: TestUser.OtherPin(user.Pin))).Refused(403, "wrong_pin");
        (await user.PayAsync(other, 1, "key")).Refused(423, "pin_locked");
        if (meanwhile is not null)
            await meanwhile();
        Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
        return (user, other);
    }

    private async Task StillLockedAsync(string data, TestUser user, TestUser other)
    {
        await using var server = await StartAsync(data);
        (await user.PayAsync(other, 1, "key")).Refused(423, "pin_locked");
        (await other.PayAsync(user, 1, "key")).Refused(422, "insufficient_funds");
        Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
    }

    private async Task<HostProcess> StartAsync(string data) => _server = await Executable.ServeAsync(data);

    private static Task<Ended> CommandAsync(TempFolder folder, string data, params string[] command) =>
        Executable.RunAsync(folder.Path, command, ("Wallet__DataDir", folder.File(data)));
}
