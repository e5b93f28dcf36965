using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Wallet.TestKit;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>The tour of README.md, typed as it stands there: what a newcomer sees is what is written.</summary>
public sealed partial class ReadmeTourTests
{
    private const string Mark = "@@@@";

    [Fact]
    public async Task Every_command_of_the_tour_prints_what_the_readme_says()
    {
        if (!File.Exists("/usr/bin/curl") || !File.Exists("/bin/bash"))
            Assert.Skip("The tour needs bash and curl.");
        var repository = Repository.Find();
        Assert.NotNull(repository);
        var steps = Steps(
            await File.ReadAllTextAsync(Path.Combine(repository, "README.md"), TestContext.Current.CancellationToken));
        Assert.True(steps.Count >= 10, $"The tour has {steps.Count} steps.");
        using var folder = new TempFolder();
        var data = Path.Combine(folder.Path, "data");
        await using var server = await Executable.ServeAsync(data);

        var printed = await TypeAsync(steps, server.Address, data);

        Assert.Equal(steps.Count, printed.Length);
        foreach (var (step, output) in steps.Zip(printed))
        {
            // The README folds what is too long for a line, and leaves out what it has just shown.
            var pattern = "^" + Changing().Replace(Regex.Escape(LeftOut().Replace(Unfold(step.Output), "…")),
                "[0-9A-Za-z._:-]+").Replace("…", ".*", StringComparison.Ordinal) + "$";
            Assert.True(Regex.IsMatch(Unfold(output), pattern, RegexOptions.Singleline),
                $"{step.Command}\nprinted\n{output}\ninstead of\n{step.Output}");
        }
    }

    // What stands in the blocks of the tour: a command after "$ ", continued after "\", and what it printed.
    private static List<(string Command, string Output)> Steps(string readme)
    {
        var steps = new List<(string, string)>();
        foreach (Match block in ConsoleBlock().Matches(readme))
        {
            foreach (var step in block.Groups[1].Value.Split("$ ", StringSplitOptions.RemoveEmptyEntries))
            {
                var end = CommandEnd().Match(step).Index;
                steps.Add((step[..end], step[(end + 1)..].Trim()));
            }
        }

        return steps;
    }

    private static async Task<string[]> TypeAsync(List<(string Command, string Output)> steps, Uri address, string data)
    {
        var script = new StringBuilder();
        foreach (var (command, _) in steps)
        {
            script.AppendLine(command
                .Replace("localhost:5080", address.Authority, StringComparison.Ordinal)
                .Replace("dotnet run -c Release --project src/Standalone --",
                $"dotnet {Path.Combine(AppContext.BaseDirectory, "Wallet.Standalone.dll")}", StringComparison.Ordinal));
            script.AppendLine($"echo; echo {Mark}");
        }

        var start = new ProcessStartInfo("/bin/bash", ["-s"])
        { RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        start.Environment["Wallet__DataDir"] = data;
        using var bash = Process.Start(start)!;
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(2));
        return output.Split(Mark + "\n", StringSplitOptions.RemoveEmptyEntries);
    }

    // Dates are of the day and not in the README: HTTP's own header is left out there.
    private static string Unfold(string text) =>
        Fold().Replace(DateHeader().Replace(text.ReplaceLineEndings("\n"), "").Trim(), "");

    [GeneratedRegex(@"^```console\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex ConsoleBlock();

    [GeneratedRegex(@"(?<!\\)\n|\z")]
    private static partial Regex CommandEnd();

    // IDs, digests, times and cursors.
    [GeneratedRegex(@"[0-9a-f]{64}|[0-9a-f]{32}|\d{4}-\d\d-\d\dT[0-9:]{8}\\\.\d{6}Z|AQ[0-9A-Za-z_-]{10,}")]
    private static partial Regex Changing();

    [GeneratedRegex(",? … ,?")]
    private static partial Regex LeftOut();

    [GeneratedRegex(@"\n ?")]
    private static partial Regex Fold();

    [GeneratedRegex(@"^Date: .*\n", RegexOptions.Multiline)]
    private static partial Regex DateHeader();
}
