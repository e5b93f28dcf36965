using Wallet.TestKit.Http;

namespace Wallet.Bench;

/// <summary>Operators' calls while 64 clients pay, on the standalone host and on two gateways before two silos; and how
/// long a freeze takes until nothing goes through any more, at the other gateway too.</summary>
internal static class OperatorsBenchmark
{
    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var plan = HttpPlan.From(options);
        var report = new Report("operators", $"{plan}, seed {options.Seed}", Machine.Look(workspace));
        await using var stores = await ClusterStores.StartAsync();
        await using (var wallet = await WalletUnderTest.StandaloneAsync(workspace, plan.Wallets, "standalone"))
            await MeasureAsync(wallet, wallet.Target.Address, plan, options, report);
        await using (var two = await stores.ServeAsync("gateways + 2 silos", workspace, 2, plan.Wallets))
            await MeasureAsync(two, await two.AddGatewayAsync(workspace), plan, options, report);
        report.Note(WalletUnderTest.Note);
        report.Note("Four payments of the wallet that is frozen are under way all the time, in the cluster through the "
            + "gateway that did not freeze it. Of what was sent after the freeze's answer, nothing may go through. An "
            + "audit of the whole ledger is begun in each repetition.");
        return report;
    }

    private static async Task MeasureAsync(
        WalletUnderTest wallet, Uri otherGateway, HttpPlan plan, BenchOptions options, Report report)
    {
        using var client = new OperatorClient(wallet.OperatorAddress, await wallet.AddOperatorAsync());
        TestUser payer = await wallet.RegisterAsync(1_000_000_000), receiver = await wallet.RegisterAsync(1),
            subject = await wallet.RegisterAsync(1_000_000_000);
        var (status, paid) = await client.PayAsync(wallet.Target.Address, subject, payer, 1_000_000);
        if (status != 201)
            throw new BenchException($"A payment was answered {status}.");
        // Three deposits, and that payment.
        long own = 4;
        var freezes = new FreezeProbe(client, otherGateway, payer, receiver);
        var calls = new CallProbe(client, subject, paid.GetProperty("transferId").GetString()!);

        await using var load = new LoadProcess();
        await load.SetTargetsAsync(wallet.Target);
        var runner = new Runner(load,
            new Dictionary<string, Func<TimeSpan>> { [wallet.Name] = () => wallet.Cpu }, options.Seed);
        Measured alone = Load("payments alone"), beside = Load("payments beside operators");
        await runner.WarmUpAsync(HttpPlan.WarmUpSeconds, alone);
        for (var i = 0; i < plan.Repetitions; i++)
        {
            Steps.Say($"{wallet.Name}: measure, {i + 1} of {plan.Repetitions}");
            await runner.InTurnsAsync(1, plan.Seconds, alone);
            var running = runner.RunAsync(beside, plan.Seconds);
            await calls.StartAuditAsync();
            while (!running.IsCompleted)
            {
                await calls.RunAsync();
                await freezes.RunAsync();
            }

            var (result, cpu) = await running;
            beside.Add(result, cpu);
        }

        freezes.AddTo(report, wallet.Name);
        calls.AddTo(report, wallet.Name);
        alone.AddTo(report);
        beside.AddTo(report);
        report.Add(Ratio.Of(
            $"{wallet.Name}: payments beside operators ÷ alone (throughput)", beside.PerSecond, alone.PerSecond));
        report.Note(runner.RefusalNote());
        report.Note($"{wallet.Name}: {freezes.TooLate} payments went through that were sent after a freeze's answer.");
        report.Failed |= freezes.TooLate > 0;
        report.Note(await wallet.AuditAsync(
            runner.Acknowledged(wallet.Name) + own + freezes.Paid + calls.Reversed));

        Measured Load(string name) =>
            new($"{wallet.Name}: {name}", wallet.Name, LoadPattern.Uniform, HttpPlan.Clients);
    }
}
