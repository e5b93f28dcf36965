using System.Globalization;
using Spectre.Console;

namespace Wallet.Bench;

/// <summary>A report for people.</summary>
internal static class ReportTable
{
    public static void Print(Report report)
    {
        AnsiConsole.WriteLine();
        foreach (var line in report.Head)
            AnsiConsole.MarkupLineInterpolated($"[grey]{line}[/]");

        var table = new Table().RoundedBorder().AddColumn("measure");
        foreach (var name in (string[])["median", "min", "max", "n"])
            table.AddColumn(new TableColumn(name).RightAligned());
        table.AddColumn("unit");
        foreach (var series in report.Series)
            table.AddRow(Markup.Escape(series.Name), Number(series.Median), Number(series.Min), Number(series.Max),
                $"{series.Samples.Count}", Markup.Escape(series.Unit));
        AnsiConsole.Write(table);

        if (report.Ratios.Count > 0)
            AnsiConsole.Write(Ratios(report.Ratios));
        foreach (var note in report.Notes)
            AnsiConsole.MarkupLineInterpolated($"- {note}");
    }

    private static Table Ratios(IReadOnlyList<Ratio> ratios)
    {
        var table = new Table().RoundedBorder().AddColumn("ratio");
        foreach (var name in (string[])["median", "min", "max", "goal"])
            table.AddColumn(new TableColumn(name).RightAligned());
        table.AddColumn("");
        foreach (var ratio in ratios)
        {
            var goal = ratio.Goal is { } bound ? $"{(ratio.AtLeast ? "≥" : "≤")} {Number(bound)}" : "";
            var verdict = ratio.Met switch { true => "[green]met[/]", false => "[red]not met[/]", null => "" };
            table.AddRow(Markup.Escape(ratio.Name), Number(ratio.Median), Number(ratio.Samples.Min()),
                Number(ratio.Samples.Max()), goal, verdict);
        }

        return table;
    }

    // Four significant figures at most, and whole numbers from a hundred on: nothing here is known better.
    private static string Number(double number) => Math.Abs(number) switch
    {
        >= 100 => number.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => number.ToString("0.0", CultureInfo.InvariantCulture),
        _ => number.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
