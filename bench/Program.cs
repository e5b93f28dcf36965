using System.Diagnostics;
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

try
{
    if (typeof(Workspace).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
        throw new BenchException("Figures of a Debug build mean nothing: dotnet run -c Release --project bench");
    var options = BenchOptions.Parse(args);
    if (Console.IsOutputRedirected)
        AnsiConsole.Profile.Width = 150; // Tables in a log are not folded at 80 columns.
    using var workspace = Workspace.Create(options);
    var report = options.What switch
    {
        "http" => await HttpBenchmark.RunAsync(options, workspace),
        "cluster" => await ClusterBenchmark.RunAsync(options, workspace),
        "ledger" => await LedgerBenchmark.RunAsync(options, workspace),
        "growth" => await GrowthBenchmark.RunAsync(options, workspace),
        "pin" => await PinBenchmark.RunAsync(options, workspace),
        "soak" => await SoakBenchmark.RunAsync(options, workspace),
        "versions" => await VersionsBenchmark.RunAsync(options, workspace),
        "guard" => await GuardBenchmark.RunAsync(options, workspace),
        _ => throw new FormatException($"'{options.What}' is not a benchmark."),
    };
    ReportTable.Print(report);
    if (options.JsonFile is { } file)
        await ReportJson.WriteAsync(report, file);
    return report.Failed ? 1 : 0;
}
catch (FormatException e)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine();
    Console.Error.WriteLine(BenchOptions.Usage);
    return 2;
}
catch (Exception e) when (
    e is BenchException or Wallet.Core.LedgerStartException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 3;
}
