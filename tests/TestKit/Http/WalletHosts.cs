using System.Collections.Concurrent;
using System.Text;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>
/// Starts the hosts that a run of the suite needs. Most tests share one, each with users of its own. A test that
/// restarts the host, moves its clock or needs other settings starts its own.
/// </summary>
public abstract class WalletHosts : IAsyncLifetime
{
    private static readonly Dictionary<string, string> CommonSettings = new()
    {
        ["Wallet:Bcrypt:WorkFactor"] = "4",
        ["Wallet:RateLimit:AuthPerMinute"] = "1000000",
        ["Wallet:Sandbox"] = "true",
    };

    private readonly ConcurrentQueue<IWalletHost> _started = new();
    private RunningWallet? _shared;

    /// <summary>The host that tests share.</summary>
    public RunningWallet Shared => _shared ?? throw new InvalidOperationException("The shared host has not started.");

    /// <summary>The secrets that the run has used so far.</summary>
    public UsedSecrets Secrets { get; } = new();

    /// <summary>What other processes of the run have printed.</summary>
    protected virtual IEnumerable<string> OtherLogs => [];

    /// <summary>Starts a host on empty data, in the environment <c>Testing</c>.</summary>
    /// <param name="settings">Configuration by full name, as in <c>Wallet:Sandbox</c>.</param>
    protected abstract Task<IWalletHost> StartAsync(IReadOnlyDictionary<string, string> settings);

    /// <summary>Starts a host for one test.</summary>
    public async Task<RunningWallet> StartOwnAsync(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(CommonSettings);
        foreach (var (name, value) in settings)
            all[name] = value;
        var host = await StartAsync(all);
        _started.Enqueue(host);
        foreach (var text in host.KeyMaterial)
            Secrets.AddKeyMaterial(text);
        return new RunningWallet(host, Secrets);
    }

    /// <summary>All that was logged during the run so far.</summary>
    public string AllLogs()
    {
        var all = new StringBuilder();
        foreach (var host in _started)
            all.AppendLine(host.LogText);
        foreach (var text in OtherLogs)
            all.AppendLine(text);
        return all.ToString();
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _shared = await StartOwnAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_shared is not null)
            await _shared.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
