using System.CommandLine;
using System.Globalization;
using System.Reflection;
using Spectre.Console;
using Wallet.Bench;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// Parts of a benchmark that run as processes of their own: they talk to their parent through standard input and output.
switch (args)
{
    case ["echo-host"]:
        return await EchoHost.RunAsync();
    case ["load-generator"]:
        return await LoadGenerator.RunAsync();
    case ["growth-probe"]:
        return await GrowthProbe.RunAsync();
    default:
        break;
}

var root = new RootCommand("Benchmarks of the wallet: dotnet run -c Release --project bench -- COMMAND");
foreach (var option in BenchOptions.Common)
    root.Add(option);
Add("http", "the standalone host over HTTP beside a bare authenticated echo", HttpBenchmark.RunAsync);
Add("cluster", "gateway + 1 silo and + 2 silos beside the standalone host; needs redis-server, PostgreSQL and "
    + "Wallet.sln built", ClusterBenchmark.RunAsync, BenchOptions.TlsOption);
Add("ledger", "committer and ledger without HTTP, beside bare loops of prepared SQLite statements",
    LedgerBenchmark.RunAsync);
Add("mongo", "the MongoDB ledger beside bare loops of its commands, one transaction for each transfer, and weaker "
    + "reads; starts the mongod of WALLET_MONGOD or the PATH", MongoBenchmark.RunAsync, BenchOptions.MongoOption);
Add("growth", "throughput, history, start, size and memory as the ledger grows", GrowthBenchmark.RunAsync,
    BenchOptions.SizesOption);
Add("statements", "statements of a long history, and pages of it, over HTTP", StatementBenchmark.RunAsync,
    BenchOptions.SizesOption);
Add("copy", "copies of a ledger from SQLite to SQLite, and to MongoDB and back if there is one",
    CopyBenchmark.RunAsync, BenchOptions.SizesOption, BenchOptions.MongoOption);
Add("soak", "memory under load over time", SoakBenchmark.RunAsync, BenchOptions.MinutesOption);
Add("telemetry", "the standalone host without telemetry, with metrics, and with traces at 1 % beside them",
    TelemetryBenchmark.RunAsync);
Add("operators", "operators' calls under full load, and how long a freeze takes until it holds everywhere; needs what "
    + "cluster needs", OperatorsBenchmark.RunAsync);
Add("operations", "refunds, holds and captures beside transfers, over HTTP and in the ledger alone",
    OperationsBenchmark.RunAsync);
Add("versions", "the standalone host beside that of another checkout, which is built too", VersionsBenchmark.RunAsync,
    BenchOptions.BeforeOption);
Add("guard", "a short ratio of ledger and bare loop for CI; exits with 1 on a drop far beyond noise",
    GuardBenchmark.RunAsync);
root.Add(MicroBenchmark.Command());
root.Add(ScaleCommand.Command());
// An interrupted run is abandoned by its workspace.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    ProcessTerminationTimeout = null,
});

void Add(string name, string description, Func<BenchOptions, Workspace, Task<Report>> run, params Option[] options)
{
    var command = new Command(name, description);
    foreach (var option in options)
        command.Add(option);
    command.SetAction((parsed, _) => RunAsync(new BenchOptions(parsed), run));
    root.Add(command);
}

static async Task<int> RunAsync(BenchOptions options, Func<BenchOptions, Workspace, Task<Report>> run)
{
    try
    {
        if (typeof(Workspace).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
            throw new BenchException("Figures of a Debug build mean nothing: dotnet run -c Release --project bench");
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 150; // Tables in a log are not folded at 80 columns.
        using var workspace = Workspace.Create(options);
        var report = await run(options, workspace);
        ReportTable.Print(report);
        return report.Failed ? 1 : 0;
    }
    catch (Exception e) when (
        e is BenchException or LedgerStartException or IOException or InvalidOperationException
            or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(e.Message);
        return 3;
    }
}
