using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Wallet.Bench;

/// <summary>Single calls on BenchmarkDotNet: what comments and documents claim of them.</summary>
internal static class MicroBenchmark
{
    private static readonly Option<string?> FilterOption =
        new("--filter") { Description = "only those whose name has this, such as Turn" };

    /// <summary>The command that runs them.</summary>
    public static Command Command()
    {
        var command = new Command("micro", "single calls, own beside stock") { FilterOption };
        command.SetAction(parsed =>
        {
            // In this very process: its generated programs would want the repository's settings of projects.
            var job = new BenchOptions(parsed).Quick ? Job.Dry : Job.Default.WithWarmupCount(4).WithIterationCount(10);
            var config = DefaultConfig.Instance.AddJob(job.WithToolchain(InProcessEmitToolchain.Instance))
                .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "wallet-bench-micro"))
                .AddFilter(new GlobFilter([$"*{parsed.GetValue(FilterOption)}*"]));
            var summary = BenchmarkRunner.Run<SingleCalls>(config);
            return summary.HasCriticalValidationErrors || summary.Reports.Any(static report => !report.Success) ? 1 : 0;
        });
        return command;
    }
}
