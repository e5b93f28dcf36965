using Spectre.Console;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Shows how far a copy is: bars on a terminal, and elsewhere a line every two seconds.</summary>
internal sealed class CopyBar : IProgress<CopyProgress>
{
    private readonly Func<CopyStep, ProgressTask> _task;
    private readonly Dictionary<CopyStep, ProgressTask> _tasks = [];

    private CopyBar(Func<CopyStep, ProgressTask> task) => _task = task;

    /// <summary>Shows the progress of some work.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="work">The work.</param>
    public static async Task<T> ShowAsync<T>(TextWriter writer, Func<IProgress<CopyProgress>, Task<T>> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (!console.Profile.Out.IsTerminal)
            return await work(new Lines(writer, TimeProvider.System));
        return await console.Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(),
                new RemainingTimeColumn())
            .StartAsync(bars => work(new CopyBar(step => bars.AddTask(Name(step)))));
    }

    /// <inheritdoc/>
    public void Report(CopyProgress value)
    {
        if (!_tasks.TryGetValue(value.Step, out var task))
            _tasks.Add(value.Step, task = _task(value.Step));
        (task.MaxValue, task.Value) = (Math.Max(value.Total, 1), value.Total == 0 ? 1 : value.Done);
    }

    private static string Name(CopyStep step) => step switch
    {
        CopyStep.Copy => "copying",
        CopyStep.Index => "indexing the copy",
        CopyStep.AuditSource => "auditing the source",
        CopyStep.AuditTarget => "auditing the copy",
        _ => "comparing",
    };

    private sealed class Lines(TextWriter writer, TimeProvider time) : IProgress<CopyProgress>
    {
        private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

        private long _last = time.GetTimestamp();

        public void Report(CopyProgress value)
        {
            if (value.Total == 0 || time.GetElapsedTime(_last) < Every)
                return;
            _last = time.GetTimestamp();
            writer.WriteLine($"{Name(value.Step)}: {value.Done * (Int128)100 / value.Total} % of {value.Total} rows");
        }
    }
}
