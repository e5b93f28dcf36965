using Wallet.Hosting;
using Wallet.Standalone;

return await CommandLine.RunAsync(
    new WalletProgram("Wallet, a digital wallet in one process.", Setting.In(
        new StandaloneSettings { Wallet = { Operator = { Urls = StandaloneHost.DefaultOperatorUrl } } }),
        static settings => HostRun.ServeAsync(
            "wallet", () => Task.FromResult(StandaloneHost.Build(settings)), static app => $"""
            Wallet is listening on {Listeners.Describe(app)} (data in {StandaloneHost.DataFolderOf(app)})
            Try it at {Listeners.ClientUrls(app)[0]}/swagger. Ctrl+C stops it.
            """))
    {
        Ledger = static settings => StandaloneHost.Operator(settings),
        Desk = static (settings, ledger) => new OperatorDesk(ledger, StandaloneHost.SocketOf(settings)),
        Keys = static settings => StandaloneHost.Keys(settings),
        CopyEnds = static settings => StandaloneHost.CopyEnds(settings),
        OwnCommands = static settings => [KeysCommand.Create(settings)],
    },
    args);
