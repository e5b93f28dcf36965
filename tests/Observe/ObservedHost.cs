using System.Text.RegularExpressions;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Observe.Tests;

/// <summary>The standalone host, on empty data and as a process of its own, with people who pay and keys for
/// operators.</summary>
internal sealed partial class ObservedHost : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly HostProcess _host;
    private readonly WalletClient _client;

    private ObservedHost(TempFolder folder, HostProcess host)
    {
        (_folder, _host) = (folder, host);
        _client = host.Client(Secrets);
    }

    /// <summary>Where operators are served.</summary>
    public Uri Operators => _host.OperatorAddress;

    /// <summary>The secrets that were used.</summary>
    public UsedSecrets Secrets { get; } = new();

    private static string Program => Path.Combine(AppContext.BaseDirectory, "Wallet.Standalone.dll");

    /// <summary>Starts one.</summary>
    /// <param name="settings">More settings.</param>
    public static async Task<ObservedHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var folder = new TempFolder();
        return new ObservedHost(
            folder, await HostProcess.StartAsync(Program, folder.Path, [], Environment(folder, settings)));
    }

    /// <summary>Somebody new.</summary>
    public Task<TestUser> UserAsync(long funds = 0, string? email = null) =>
        TestUser.RegisterAsync(_client, funds, email);

    /// <summary>A new operator's key, made by the command line.</summary>
    public async Task<string> KeyAsync(string scopes)
    {
        var added = await CommandAsync("operator", "add", "--name", "Ada", "--scopes", scopes);
        var key = Key().Match(added).Value;
        Secrets.AddToken(key);
        return key;
    }

    /// <summary>Revokes all keys.</summary>
    public async Task RevokeAllAsync()
    {
        foreach (Match id in Id().Matches(await CommandAsync("operator", "list")))
            await CommandAsync("operator", "revoke", id.Value);
    }

    private async Task<string> CommandAsync(params string[] arguments)
    {
        var ended = await DotnetProgram.RunAsync(Program, _folder.Path, arguments, Environment(_folder, []));
        ended.Succeeded();
        return ended.Output;
    }

    /// <summary>Payments of all kinds, good and refused, until they are told to end.</summary>
    public async Task PayAsync(TestUser payer, TestUser payee, CancellationToken until)
    {
        for (var i = 0; !until.IsCancellationRequested; i++)
        {
            var key = Guid.NewGuid().ToString("N");
            (await payer.PayAsync(payee, 1, key)).Expect(201);
            if (i % 8 == 0)
                (await payer.PayAsync(payee, 1, key)).Expect(201);
            if (i % 16 == 0)
                (await payer.PayAsync(payee, 900_000_000, Guid.NewGuid().ToString("N")))
                    .Refused(422, "insufficient_funds");
            if (i % 32 == 0)
                (await payer.PayAsync(payer, 1, Guid.NewGuid().ToString("N"))).Refused(422, "self_transfer");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private static Dictionary<string, string> Environment(TempFolder folder, (string Name, string Value)[] settings) =>
        new(settings.Select(static setting => KeyValuePair.Create(setting.Name, setting.Value)))
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Wallet__DataDir"] = folder.File("data"),
            ["Wallet__Bcrypt__WorkFactor"] = "4",
            ["Wallet__RateLimit__AuthPerMinute"] = "1000000",
            ["Wallet__Routine__BackupEvery"] = "00:05:00",
            ["Wallet__Routine__BackupDir"] = folder.File("backups"),
        };

    [GeneratedRegex("wok_[A-Za-z0-9_-]+")]
    private static partial Regex Key();

    [GeneratedRegex("^[0-9a-f]{32}", RegexOptions.Multiline)]
    private static partial Regex Id();
}
