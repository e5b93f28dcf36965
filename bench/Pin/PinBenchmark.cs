namespace Wallet.Bench;

/// <summary>The price of a transfer with a PIN that is remembered and with one that has to be hashed, at the real work
/// factor, one client.</summary>
internal static class PinBenchmark
{
    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var repetitions = options.Repetitions ?? (options.Quick ? 2 : 5);
        var seconds = options.Seconds ?? (options.Quick ? 2 : 5);
        var report =
            new Report(
            "pin", $"{repetitions} repetitions of {seconds} s in turn, bcrypt work factor 10, seed {options.Seed}",
            Machine.Look(workspace));
        await using var remembering = await StartAsync(workspace, "remembered", "01:00:00");
        await using var forgetting = await StartAsync(workspace, "not-remembered", "00:00:00");
        await using var load = new LoadProcess();
        Measured remembered = new("PIN remembered"), forgotten = new("PIN not remembered");
        await load.SetTargetsAsync(
            await TargetAsync("remembered", remembering), await TargetAsync("not remembered", forgetting));
        var runner = new Runner(
            load, new Dictionary<string, Func<TimeSpan>>
            {
                ["remembered"] = () =>
            remembering.Process.Cpu,
                ["not remembered"] = () => forgetting.Process.Cpu
            }, options.Seed);
        await Steps.RunAsync("warm up", 1, _ => runner.RunAsync("remembered", LoadPattern.Uniform, 1, seconds));
        await Steps.RunAsync("remembered and not in turns", 2 * repetitions, async done =>
        {
            for (var i = 0; i < repetitions; i++)
            {
                await runner.RunAsync("remembered", LoadPattern.Uniform, 1, seconds, measured: remembered);
                done(1);
                await runner.RunAsync("not remembered", LoadPattern.Uniform, 1, seconds, measured: forgotten);
                done(1);
            }
        });

        remembered.AddTo(report);
        forgotten.AddTo(report);
        report.Add(
            Ratio.Of("server CPU a transfer: not remembered ÷ remembered", forgotten.ServerCpu, remembered.ServerCpu));
        report.Note(
            "Not remembered: Wallet:Pin:RememberFor is 0, so each transfer pays for bcrypt and for counting the " +
            "attempt durably before and clearing it after.");
        report.Note(runner.RefusalNote());
        return report;
    }

    private static Task<WalletHost> StartAsync(Workspace workspace, string folder, string rememberFor) =>
        WalletHost.StartAsync(workspace, workspace.Folder(folder),
            new Dictionary<string, string> { ["Wallet__Pin__RememberFor"] = rememberFor });

    private static async Task<LoadTarget> TargetAsync(string name, WalletHost host)
    {
        const int Users = 2;
        await UserSetup.RegisterAsync(host.Address, Users);
        var users = await UserSetup.SignInAsync(host.Address, Users);
        await UserSetup.FundAsync(host.Address, users);
        return new LoadTarget(name, host.Address, "/wallet/transfer", users);
    }
}
