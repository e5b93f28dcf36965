using Xunit;

namespace Wallet.TestKit;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">What it printed on standard output.</param>
/// <param name="Errors">What it printed on standard error.</param>
public sealed record Ended(int ExitCode, string Output, string Errors)
{
    /// <summary>Fails unless it did what it was told, without a complaint.</summary>
    public void Succeeded() => Assert.Equal((0, ""), (ExitCode, Errors));

    /// <summary>Fails unless it refused with this code and one plain line that says <paramref name="parts"/>, and
    /// printed nothing else.</summary>
    public void RefusedInOneLine(int exitCode, params string[] parts)
    {
        RefusedInOneLineBesideItsLog(exitCode, parts);
        Assert.Equal("", Output);
    }

    /// <summary>The same, where what it had logged by then goes to its output.</summary>
    public void RefusedInOneLineBesideItsLog(int exitCode, params string[] parts)
    {
        Assert.True(ExitCode == exitCode, $"Expected exit code {exitCode}, got {ExitCode}: {Output} {Errors}");
        var line = Assert.Single(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
    }
}
