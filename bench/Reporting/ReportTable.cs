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

        var measures = Table("measure", "median", "min", "max", "n", "unit");
        foreach (var series in report.Series)
            measures.AddRow(Markup.Escape(series.Name), Number(series.Median), Number(series.Samples.Min()),
                Number(series.Samples.Max()), $"{series.Samples.Count}", Markup.Escape(series.Unit));
        AnsiConsole.Write(measures);

        var ratios = Table("ratio", "median", "min", "max", "goal", "");
        foreach (var ratio in report.Ratios)
        {
            var goal = ratio.Goal is { } bound ? $"{(ratio.AtLeast ? "≥" : "≤")} {Number(bound)}" : "";
            var verdict = ratio.Met switch { true => "[green]met[/]", false => "[red]not met[/]", null => "" };
            ratios.AddRow(Markup.Escape(ratio.Name), Number(ratio.Median), Number(ratio.Samples.Min()),
                Number(ratio.Samples.Max()), goal, verdict);
        }

        AnsiConsole.Write(ratios);
        foreach (var note in report.Notes)
            AnsiConsole.MarkupLineInterpolated($"- {note}");
    }

    private static Table Table(string first, params ReadOnlySpan<string> others)
    {
        var table = new Table().RoundedBorder().AddColumn(first);
        foreach (var name in others)
            table.AddColumn(new TableColumn(name).RightAligned());
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
