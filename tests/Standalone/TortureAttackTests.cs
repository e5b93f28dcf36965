using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Wallet.Standalone.Tests.InProcess;
using Wallet.Standalone.Tests.Processes;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests;

/// <summary>What somebody with bad intent would try on the program itself, and where none of the contract's own tests
/// is it.</summary>
public sealed class TortureAttackTests(StandaloneHosts hosts)
{
    [Fact]
    public async Task Many_slow_clients_stop_nobody_and_are_cut_off()
    {
        const int OfEachKind = 60;
        using var data = new TempFolder();
        await using var server = await Executable.ServeAsync(data.Path);
        using var client = server.Client(hosts.Secrets);
        var (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client));
        string[] beginnings =
        [
            "POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Ty",
            "POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
            $"POST /wallet/transfer HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {user.Token}\r\nContent-Type: " +
            $"application/json\r\nContent-Length: 100\r\n\r\n{{",
        ];
        var slow = new List<RawConnection>();
        foreach (var beginning in Enumerable.Repeat(beginnings, OfEachKind).SelectMany(static kind => kind))
        {
            var raw = await RawConnection.OpenAsync(server.Address);
            await raw.SendAsync(beginning);
            slow.Add(raw);
        }

        for (var i = 0; i < 20; i++)
            (await user.PayAsync(other, 1, Guid.NewGuid().ToString())).Expect(201);

        // Each ends by the server's doing; the wait for the end fails if it takes longer than it may.
        foreach (var raw in slow)
        {
            Assert.DoesNotContain("HTTP/1.1 2", await raw.ReadToEndAsync(), StringComparison.Ordinal);
            await raw.DisposeAsync();
        }

        Assert.Equal(80, await user.BalanceAsync());
    }

    [Fact]
    public async Task A_chunk_whose_size_is_beyond_measure_is_the_clients_fault_and_no_news()
    {
        using var data = new TempFolder();
        await using var server = await Executable.ServeAsync(data.Path);
        foreach (var size in (
            string[])["80000000", "ffffffff", "fffffffff", "7fffffffffffffff", "ffffffffffffffff", "-1", "x"])
        {
            await using var raw = await RawConnection.OpenAsync(server.Address);
            await raw.SendAsync(
                $"POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: " +
                $"chunked\r\n\r\n{size}\r\n");
            Assert.StartsWith("HTTP/1.1 400 ", await raw.ReadToEndAsync(), StringComparison.Ordinal);
        }

        var ended = await server.TerminateAsync();
        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        Assert.DoesNotContain("fail", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_a_request_says_gets_into_the_log()
    {
        const string Mark = "injected-mark";
        const string Line = Mark + "\\r\\n2026-01-01 info: forged";
        using var data = new TempFolder();
        await using var server = await Executable.ServeAsync(data.Path);
        using (var client = server.Client(hosts.Secrets))
        {
            var (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client));
            (await user.PayAsync(other, 1, Mark, note: Mark)).Expect(201);
            (await user.PostAsync("/wallet/transfer", Body.Transfer(other.WalletId, 1, user.Pin, "k")
                .Replace("\"k\"", $"\"{Line}\"", StringComparison.Ordinal))).Expect(400);
            (await user.PostAsync("/wallet/deposit", $$"""{"amount":1,"idempotencyKey":"k","{{Line}}":1}"""))
                .Expect(400);
            (await client.PostAsync("/auth/login", Body.Login($"{Mark}@example.org", Mark + Mark))).Expect(401);
            (await client.GetAsync("/" + Mark)).Expect(404);
            (await user.GetAsync($"/transactions?cursor={Mark}%0d%0a{Mark}")).Expect(400);
            (await client.GetAsync("/wallet", Mark)).Expect(401);
        }

        foreach (
            var rubbish in (string[])[$"{Mark} / HTTP/1.1\r\n\r\n",
            $"GET / HTTP/1.1\r\nHost: x\r\nX-{Mark}: {Mark}\r\nConnection: close\r\n\r\n",
            $"GET /{Mark} {Mark}\r\n\r\n"])
        {
            await using var raw = await RawConnection.OpenAsync(server.Address);
            await raw.SendAsync(rubbish);
            await raw.ReadToEndAsync();
        }

        var ended = await server.TerminateAsync();
        Assert.DoesNotContain("injected", ended.Output + ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("forged", ended.Output + ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_password_nor_pin_nor_token_is_anywhere_in_the_data_folder_and_a_backup_is_its_owners()
    {
        using var data = new TempFolder();
        using var copy = new TempFolder();
        var searched = new List<string>();
        await using var server = await Executable.ServeAsync(data.Path);
        using var client = server.Client(hosts.Secrets);
        var (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client));
        (await user.PayAsync(other, 1, "k1")).Expect(201);
        (await user.PayAsync(other, 1, "k2", pin: TestUser.OtherPin(user.Pin))).Expect(403);
        searched.AddRange([user.Pin, user.Password, user.Token[(user.Token.LastIndexOf('.') + 1)..]]);
        await user.ChangePinAsync(TestUser.OtherPin(user.Pin));
        await user.ChangePasswordAsync(TestUser.NewPassword());
        searched.AddRange([user.Pin, user.Password]);

        var backup =
            await Executable.RunAsync(data.Path, ["backup", copy.File("copy.db")], ("Wallet__DataDir", data.Path));
        Assert.True(backup.ExitCode == 0, backup.ToString());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy.File("copy.db")));

        // The log beside the database too, before it is copied into it, and all of it again when the process has ended.
        SearchIn(data.Path);
        SearchIn(copy.Path);
        Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
        SearchIn(data.Path);

        void SearchIn(string folder)
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                // Locks are empty, and held; a socket is no file.
                if (file.EndsWith("lock", StringComparison.Ordinal) || file.EndsWith(".sock", StringComparison.Ordinal))
                    continue;
                using var stream =
                    new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                Assert.All(searched, secret =>
                    Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, Path.GetFileName(file)));
            }
        }
    }

    [Fact]
    public async Task A_stranger_can_neither_try_a_pin_at_many_wallets_nor_lock_them()
    {
        const int Victims = 12;
        using var data = new TempFolder();
        await using var server = await Executable.ServeAsync(data.Path);
        using var client = server.Client(hosts.Secrets);
        var thief = await TestUser.RegisterAsync(client, 100);
        var victims = new List<TestUser>();
        for (var i = 0; i < Victims; i++)
            victims.Add(await TestUser.RegisterAsync(client, 100));

        for (var round = 0; round < 6; round++)
        {
            foreach (var victim in victims)
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"t{round}");
                var transfer = Body.Transfer(thief.WalletId, 1, victim.Pin, key);
                (await client.PostAsync("/wallet/transfer", transfer)).Expect(401);
                // Whose wallet it is, the token says, and nothing else can.
                (await thief.PostAsync(
                    "/wallet/transfer", transfer[..^1] + $",\"senderWalletId\":\"{victim.WalletId}\"}}")).Expect(400);
                (await thief.PostAsync("/auth/pin", Body.ChangePin(victim.Pin, "918273")[..^1]
                    + $",\"walletId\":\"{victim.WalletId}\"}}")).Expect(400);
            }
        }

        foreach (var victim in victims)
        {
            Assert.Equal(100, await victim.BalanceAsync());
            (await victim.PayAsync(thief, 1, "own")).Expect(201);
        }

        Assert.Equal(100 + Victims, await thief.BalanceAsync());
    }

    [Fact]
    public async Task Guessing_at_more_and_more_emails_does_not_fill_the_lockouts_file()
    {
        using var data = new TempFolder();
        await StartAndEndAsync(static _ => Task.CompletedTask);
        await using (var lockouts = new SqliteConnection($"Data Source={data.File("guards.db")};Pooling=False"))
        {
            await lockouts.OpenAsync(TestContext.Current.CancellationToken);
            await using var fill = lockouts.CreateCommand();
            fill.CommandText = """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 130000)
                INSERT INTO guard_books SELECT 'sign-in', 'guessed ' || i, 'v', x'', 9000000000000000 + i FROM n
                """;
            Assert.Equal(130_000, await fill.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        }

        await StartAndEndAsync(async client =>
            (await client.PostAsync("/auth/login", Body.Login(TestUser.NewEmail(), "one guess more"))).Expect(401));
        await using (var lockouts = new SqliteConnection($"Data Source={data.File("guards.db")};Pooling=False"))
        {
            await lockouts.OpenAsync(TestContext.Current.CancellationToken);
            await using var count = lockouts.CreateCommand();
            count.CommandText = "SELECT count(*) FROM guard_books";
            Assert.InRange((long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))!, 1, 101_000);
        }

        async Task StartAndEndAsync(Func<WalletClient, Task> meanwhile)
        {
            await using var server = await Executable.ServeAsync(data.Path);
            using var client = server.Client(hosts.Secrets);
            await meanwhile(client);
            Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
        }
    }
}
