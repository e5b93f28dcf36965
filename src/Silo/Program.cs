using Wallet.Cluster;
using Wallet.Hosting;
using Wallet.Silo;

return await CommandLine.RunAsync(
    new WalletProgram("A silo of Wallet, a digital wallet: it holds grains.", Setting.In(
        new ClusterSettings { Wallet = { Operator = { Urls = SiloHost.DefaultOperatorUrl } } }),
        static settings => HostRun.ServeAsync("silo", () => SiloHost.BuildAsync(settings), static app =>
            $"The silo is in the cluster; it listens on {Listeners.Describe(app)}"))
    {
        Ledger = static settings => OpenLedger.Operator(
            ClusterSettings.ReadFor(settings, "ConnectionStrings:Ledger"), TimeProvider.System),
        Desk = static (settings, ledger) =>
            new OperatorDesk(ledger, reachLocks: () => ClusterLocks.ReachAsync(settings)),
        Keys = static settings => ClusterSettings.ReadFor(settings, ClusterSettings.KeyFile).Wallet.FindKeyFile()!,
        KeysOfSettings = static settings => ClusterSettings.ReadFor(settings).Wallet.KeysOfSettings(),
        CopyEnds = static settings => OpenLedger.CopyEnds(ClusterSettings.ReadFor(settings)),
        OwnCommands = static settings =>
            [SchemaCommand.Create(settings), LockoutsCommand.Create(settings), .. SiteCommands.Create()],
    },
    args);
