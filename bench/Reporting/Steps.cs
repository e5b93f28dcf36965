using Spectre.Console;

namespace Wallet.Bench;

/// <summary>Shows how far long work has come.</summary>
internal static class Steps
{
    /// <summary>Runs work with a bar. The work calls what it is given for each step that is done.</summary>
    public static Task<T> RunAsync<T>(string title, double steps, Func<Action<double>, Task<T>> work) =>
        AnsiConsole.Progress()
            .AutoRefresh(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(),
            new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: steps);
                var result = await work(task.Increment);
                task.Value = task.MaxValue;
                return result;
            });

    /// <summary>Runs work with a bar.</summary>
    public static Task RunAsync(string title, double steps, Func<Action<double>, Task> work) =>
        RunAsync(title, steps, async done =>
        {
            await work(done);
            return true;
        });
}
