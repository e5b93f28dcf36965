using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Hosting;
using Wallet.Ledger.Sqlite;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.InProcess;

/// <summary>The standalone host within the test's process, with a clock that can be moved and a log that is
/// kept.</summary>
internal sealed class InProcessHost : IWalletHost
{
    private readonly TempFolder _data = new();
    private readonly LogCapture _log = new();
    private readonly string[] _arguments;
    private readonly Action<IServiceCollection>? _configure;
    private WebApplication? _app;

    private InProcessHost(IReadOnlyDictionary<string, string> settings, Action<IServiceCollection>? configure)
    {
        _arguments =
        [
            "--environment=Testing", "--urls=http://127.0.0.1:0", "--Wallet:DataDir=" + _data.Path,
            .. settings.Select(s => $"--{s.Key}={s.Value}"),
        ];
        _configure = configure;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Uri> Addresses { get; private set; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<Uri> OperatorAddresses { get; private set; } = [];

    /// <inheritdoc/>
    public ShiftedTime Time { get; } = new();

    /// <inheritdoc/>
    public SigningKey SigningKey => KeysFile.Read(KeysPath).Signing;

    /// <inheritdoc/>
    public IReadOnlyList<string> KeyMaterial => KeysFile.Read(KeysPath).Material;

    /// <inheritdoc/>
    public string LogText => _log.Text;

    /// <summary>The ledger's file.</summary>
    public string LedgerFile => _data.File("ledger.db");

    /// <summary>The file of signing keys and peppers.</summary>
    public string KeysPath => _data.File(KeysFile.Name);

    /// <summary>A part of the host that runs.</summary>
    public T Service<T>() where T : notnull => _app!.Services.GetRequiredService<T>();

    /// <summary>Starts one on an empty data folder.</summary>
    /// <param name="settings">Configuration by full name.</param>
    /// <param name="configure">Changes what the host is made of.</param>
    public static async Task<InProcessHost> StartAsync(
        IReadOnlyDictionary<string, string> settings, Action<IServiceCollection>? configure = null)
    {
        var host = new InProcessHost(settings, configure);
        await host.StartAsync();
        return host;
    }

    /// <inheritdoc/>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <inheritdoc/>
    public async Task SetFrozenAsync(string walletId, bool frozen) =>
        await Service<IOperatorStore>().SetFrozenAsync(WalletId.Parse(walletId), frozen);

    /// <inheritdoc/>
    public Task<OperatorVerdict> ActAsync(OperatorAct act) => Service<IOperatorStore>().ActAsync(act).AsTask();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> AuditAsync() =>
        await Task.Run(() => SqliteAudit.Run(LedgerFile).Violations.Select(v => v.ToString()).ToArray());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        // Whatever a test did to this host, the invariants of its ledger hold.
        Assert.Empty(await AuditAsync());
        _data.Dispose();
    }

    private async Task StartAsync()
    {
        _app = StandaloneHost.Build(_arguments, builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
            _configure?.Invoke(builder.Services);
            builder.Logging.ClearProviders().AddProvider(_log).SetMinimumLevel(LogLevel.Debug)
                .AddFilter<LogCapture>(null, LogLevel.Debug)
                // It would repeat every URL, and what a client puts there is the client's own doing. The host keeps it
                // quiet, and so does this.
                .AddFilter<LogCapture>("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        });
        await _app.StartAsync();
        Addresses = [.. Listeners.ClientUrls(_app).Select(static url => new Uri(url))];
        OperatorAddresses = [.. Listeners.OperatorUrls(_app).Select(static url => new Uri(url))];
    }

    private async Task StopAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }
}
