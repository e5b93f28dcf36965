using Spectre.Console;

namespace Wallet.Bench;

/// <summary>Says what a long run is at.</summary>
internal static class Steps
{
    public static void Say(string what) =>
        AnsiConsole.MarkupLineInterpolated($"[grey]{DateTime.Now:HH:mm:ss}[/] {what}");
}
