using Wallet.Cluster;
using Wallet.Gateway;
using Wallet.Hosting;

return await CommandLine.RunAsync(
    new WalletProgram("A gateway of Wallet, a digital wallet: it serves HTTP before the silos.",
        Setting.In(new ClusterSettings { Wallet = { Operator = { Urls = GatewayHost.DefaultOperatorUrl } } }),
        static settings => HostRun.ServeAsync("gateway", () => GatewayHost.BuildAsync(settings), static app =>
            $"The gateway is in the cluster; it listens on {Listeners.Describe(app)}")),
    args);
