using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Wallet.Core;
using Wallet.Ledger.Sqlite;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.InProcess;

/// <summary>Statements that can't be read to their end, and clients that take their time or go away.</summary>
public sealed class StatementStreamTests(StandaloneHosts hosts)
{
    // More than the system keeps for a client that does not read, and many slices.
    private const int Entries = 60 * Limits.MaxBatch;

    private const string LastChunk = "\r\n0\r\n\r\n";

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    public async Task A_statement_that_can_not_be_read_to_its_end_is_cut_off_and_does_not_look_whole(string format)
    {
        await using var host = await StartAsync();
        using var client = new WalletClient(() => host.Addresses, hosts.Secrets);
        var (user, ledger) = await RichAsync(client, host, 3 * Limits.MaxSlice);

        var whole = await ReadAsync(client, user, format);
        Assert.EndsWith(LastChunk, whole, StringComparison.Ordinal);
        Assert.Contains("closing", whole, StringComparison.Ordinal);

        ledger.ReadEntriesFailure = (Limits.MaxSlice + 1, Fault.Failure(LedgerFailure.Unavailable));
        var half = await ReadAsync(client, user, format);
        // How much of it gets out before the connection is ended is chance.
        Assert.StartsWith(half.Length == 0 ? "" : "HTTP/1.1 200 ", half, StringComparison.Ordinal);
        Assert.True(half.Length < whole.Length);
        Assert.DoesNotContain(LastChunk, half, StringComparison.Ordinal);
        Assert.DoesNotContain("closing", half, StringComparison.Ordinal);

        ledger.ReadEntriesFailure = (0, Fault.Failure(LedgerFailure.Unavailable));
        (await user.GetAsync("/statements?format=" + format)).Refused(503, "unavailable");
    }

    [Fact]
    public async Task Who_reads_slowly_is_waited_for_and_for_who_has_gone_nothing_more_is_read()
    {
        await using var host = await StartAsync();
        using var client = new WalletClient(() => host.Addresses, hosts.Secrets);
        var (user, ledger) = await RichAsync(client, host, Entries);
        const int Slices = (Entries + Limits.MaxSlice - 1) / Limits.MaxSlice;

        await using var slow = await SendAsync(client, user, "json");
        await Waiting.UntilAsync(() => ledger.SlicesRead > 0);
        // Nothing of the ledger is held meanwhile: it goes on, and can be emptied of its log.
        (await user.DepositAsync(1, "meanwhile")).Expect(201);
        var text = await slow.ReadToEndAsync();
        Assert.EndsWith(LastChunk, text, StringComparison.Ordinal);
        Assert.Contains($"\"closing\":{Entries},", text, StringComparison.Ordinal);

        await using var leaving = await SendAsync(client, user, "json");
        var before = ledger.SlicesRead;
        await Waiting.UntilAsync(() => ledger.SlicesRead > before);
        leaving.Reset();
        // As long as others need to read all of it.
        var seen = ledger.SlicesRead;
        for (var others = 0; others < 2; others++)
            (await user.GetAsync("/statements")).Expect(200);
        Assert.InRange(ledger.SlicesRead - seen, 2 * Slices, 2 * Slices + Slices / 2);
    }

    private static Task<InProcessHost> StartAsync() => InProcessHost.StartAsync(
        new Dictionary<string, string> { ["Wallet:Bcrypt:WorkFactor"] = "4", ["Wallet:Sandbox"] = "true" },
        static services => services.Replace(ServiceDescriptor.Singleton<ILedger>(static all =>
            new FaultyLedger(all.GetRequiredService<SqliteLedger>()))));

    private static async Task<(TestUser User, FaultyLedger Ledger)> RichAsync(
        WalletClient client, InProcessHost host, int entries)
    {
        var user = await TestUser.RegisterAsync(client);
        var (ledger, wallet) = ((FaultyLedger)host.Service<ILedger>(), WalletId.Parse(user.WalletId));
        for (var made = 0; made < entries; made += Limits.MaxBatch)
            await ledger.CommitRealAsync([.. Enumerable.Range(0, Math.Min(Limits.MaxBatch, entries - made))
                .Select(_ => Commands.Deposit(wallet, 1))]);
        return (user, ledger);
    }

    private static async Task<string> ReadAsync(WalletClient client, TestUser user, string format)
    {
        await using var raw = await SendAsync(client, user, format);
        return await raw.ReadToEndAsync();
    }

    private static async Task<RawConnection> SendAsync(WalletClient client, TestUser user, string format)
    {
        var raw = await RawConnection.OpenAsync(client.NextAddress);
        await raw.SendAsync($"GET /statements?format={format} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            + $"Authorization: Bearer {user.Token}\r\n\r\n");
        return raw;
    }
}
