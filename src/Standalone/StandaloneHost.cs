using Wallet.Api;
using Wallet.Core;
using Wallet.Hosting;
using Wallet.Ledger.Sqlite;

namespace Wallet.Standalone;

/// <summary>The whole wallet in one process: the HTTP surface, a silo with the grains, and a SQLite ledger.</summary>
public static class StandaloneHost
{
    /// <summary>Where it listens by default.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>Where it serves operators by default.</summary>
    public const string DefaultOperatorUrl = "http://127.0.0.1:5081";

    /// <summary>Builds the host: settings are checked, the data folder is locked, ledger and lockouts are open; the
    /// silo starts with it.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="configure">Changes the host before it is built; tests put their own <see cref="TimeProvider"/>
    /// in.</param>
    /// <exception cref="StartException">Something is in the way; the message is one line that says what.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // A silo that is alone has nothing to tell of others, and what it would say of the collector is settled.
        var builder = WalletHostBuilder.CreateBuilder(args, DefaultUrl, orleans: LogLevel.Error);
        var settings = StandaloneSettings.Read(builder);
        Listeners.Add(builder, settings.Operator, DefaultOperatorUrl);

        builder.AddTelemetry("wallet-standalone", settings.Telemetry);
        builder.AddWalletApi(WalletApiOptions.From(settings));
        builder.Services.AddWallet(settings);
        builder.AddEmbeddedSilo(settings);
        configure?.Invoke(builder);

        var app = builder.Build();
        try
        {
            app.Services.OpenStores();
            OperatorSocket.AddTo(app, DataFolder.SocketIn(settings.FullDataDir));
            app.MapWalletApi();
            return app;
        }
        catch (Exception e)
        {
            app.DisposeAsync().AsTask().GetAwaiter().GetResult();
            if (e is LedgerStartException)
                throw new StartException(ExitCodes.CannotStart, e.Message, e);
            throw;
        }
    }

    /// <summary>Where a host has its data, for its greeting.</summary>
    internal static string DataFolderOf(WebApplication app) => app.Services.GetRequiredService<DataFolder>().Path;

    /// <summary>The ledgers that a copy is made from and to: SQLite files.</summary>
    /// <param name="args">The settings of the command line.</param>
    /// <exception cref="StartException">One is wrong.</exception>
    internal static CopyEnds CopyEnds(string[] args)
    {
        var own = StandaloneSettings.Read(WalletHostBuilder.ReadConfiguration(args)).Ledger.Path;
        return new CopyEnds(
            address => Task.FromResult<ICopySource>(SqliteCopySource.Open(Resolve(address))),
            address => Task.FromResult<ICopyTarget>(SqliteCopyTarget.Open(Resolve(address))));

        string Resolve(string? address) => address is null ? own
            : Hosting.CopyEnds.SqlitePath(address) ?? throw new StartException(ExitCodes.OtherTools,
                "This program copies from sqlite:FILE to sqlite:FILE; a silo's program copies from and to MongoDB.");
    }

    /// <summary>The socket of the host that serves a data folder.</summary>
    /// <param name="args">The settings of the command line.</param>
    internal static string SocketOf(string[] args) => DataFolder.SocketIn(
        StandaloneSettings.Read(WalletHostBuilder.ReadConfiguration(args)).FullDataDir);

    /// <summary>The file of signing keys and peppers of a data folder.</summary>
    /// <param name="args">The settings of the command line.</param>
    internal static KeyFile Keys(string[] args) => DataFolder.KeyFileIn(
        StandaloneSettings.Read(WalletHostBuilder.ReadConfiguration(args)).FullDataDir);

    /// <summary>What the operator's commands do with the ledger of a data folder. A serving process is the only one
    /// that writes to it.</summary>
    /// <param name="args">The settings of the command line.</param>
    /// <exception cref="StartException">One is wrong.</exception>
    internal static SqliteOperator Operator(string[] args)
    {
        var settings = StandaloneSettings.Read(WalletHostBuilder.ReadConfiguration(args));
        var folder = settings.FullDataDir;
        return new SqliteOperator(settings.Ledger, TimeProvider.System)
        {
            Lockouts = DataFolder.LockoutsIn(folder),
            Keys = DataFolder.KeysIn(folder),
            Claim = () => DataFolder.Open(folder),
        };
    }
}
