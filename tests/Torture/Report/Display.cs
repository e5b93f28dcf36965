using System.Globalization;
using Spectre.Console;

namespace Wallet.Torture;

/// <summary>Shows how a run goes: a bar with live counts on a terminal, a line a round where output is
/// redirected.</summary>
internal static class Display
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    /// <summary>Shows a run until it ends.</summary>
    /// <param name="tally">The counts.</param>
    /// <param name="fraction">How much is done, 0 to 1.</param>
    /// <param name="run">The run; it is told what to call after each step of it.</param>
    /// <param name="line">What to say of the counts.</param>
    public static async Task ShowAsync(
        Tally tally, Func<double> fraction, Func<Action, Task> run, Func<Tally, string> line)
    {
        if (Console.IsOutputRedirected)
        {
            await run(() => Console.WriteLine(line(tally)));
            return;
        }

        await AnsiConsole.Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(),
            new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                var bar = context.AddTask("starting", maxValue: 1);
                var running = run(static () => { });
                while (!running.IsCompleted)
                {
                    await Task.WhenAny(running, Task.Delay(Refresh));
                    bar.Value = Math.Min(1, fraction());
                    bar.Description = Markup.Escape(line(tally));
                }

                await running;
            });
    }

    /// <summary>One line on a torture run.</summary>
    public static string OfTorture(Tally tally) => string.Create(
        CultureInfo.InvariantCulture,
        $"round {tally.Rounds.Value}: {tally.Kills} kills, {tally.Requests.Value:N0} requests, " +
        $"{tally.Payments.Value:N0} payments, {tally.InDoubt.Value} in doubt resolved, {tally.Violations} violations");

    /// <summary>The final table.</summary>
    public static void Table(string title, IEnumerable<(string Name, string Value)> rows, Tally tally)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(title).AddColumn("")
            .AddColumn(new TableColumn("").RightAligned()).HideHeaders();
        foreach (var (name, value) in rows)
            table.AddRow(Markup.Escape(name), Markup.Escape(value));
        table.AddRow("violations", tally.Violations == 0 ? "0" : $"[red]{tally.Violations}[/]");
        AnsiConsole.Write(table);
        foreach (var violation in tally.ListedViolations)
            Console.WriteLine("VIOLATION " + violation);
    }

    /// <summary>The rows on a torture run.</summary>
    public static IEnumerable<(string Name, string Value)> RowsOfTorture(Tally tally)
    {
        yield return ("rounds", Text(tally.Rounds));
        foreach (var (kind, count) in tally.Harm)
            yield return (kind, count.ToString("N0", CultureInfo.InvariantCulture));
        yield return ("kills in all", tally.Kills.ToString("N0", CultureInfo.InvariantCulture));
        yield return ("starts", Text(tally.Starts));
        yield return ("writes that failed", Text(tally.WritesFailed));
        yield return ("syncs that failed", Text(tally.SyncsFailed));
        yield return ("syncs that were slow", Text(tally.SyncsDelayed));
        yield return ("requests", Text(tally.Requests));
        yield return ("timed out", Text(tally.TimeOuts));
        yield return ("answered 503", Text(tally.Unavailable));
        yield return ("payments asked for", Text(tally.Payments));
        yield return ("duplicates sent", Text(tally.Duplicates));
        yield return ("keys misused, all refused", Text(tally.KeysReused));
        yield return ("in doubt, resolved", Text(tally.InDoubt));
        yield return ("  of those, moved money", Text(tally.InDoubtMoved));
        yield return ("outcomes asked for again", Text(tally.Replays));
        yield return ("reversals asked for", Text(tally.Reversals));
        yield return ("refunds asked for", Text(tally.Refunds));
        yield return ("holds asked for", Text(tally.Holds));
        yield return ("  captures and releases of them", Text(tally.HoldEnds));
        yield return ("  expired, gone back by themselves", Text(tally.HoldReturns));
        yield return ("payment requests asked for", Text(tally.RequestsAsked));
        yield return ("refused because of limits", Text(tally.OverLimits));
        yield return ("acts of operators, acknowledged", Text(tally.ActsDone));
        yield return ("  in doubt", Text(tally.ActsInDoubt));
        yield return ("    of those, in the log", Text(tally.DoubtfulActsDone));
        yield return ("rows of the log compared", Text(tally.LogRows));
        yield return ("payments held against freezes", Text(tally.HeldAgainstFreezes));
        yield return ("  of those, refused as frozen", Text(tally.RefusedAsFrozen));
        yield return ("tokens tried after a sign-out", Text(tally.SignOutsChecked));
        yield return ("entries compared with the model", Text(tally.EntriesChecked));
        yield return ("entries read again at the end", Text(tally.EntriesReread));
        yield return ("audits", Text(tally.Audits));
        yield return ("histories checked for linearizability",
            $"{Text(tally.LinearizedHistories)} ({Text(tally.LinearizedOperations)} operations)");
        yield return ("  of those, undecided", Text(tally.Undecided));
    }

    private static string Text(Counter counter) => counter.Value.ToString("N0", CultureInfo.InvariantCulture);
}
