using System.Diagnostics;

namespace Wallet.Standalone.Tests;

/// <summary>The torture, the rubbish and the check of histories, each in short. What they print names the seed that shows a failure again.</summary>
public sealed class TortureTests
{
    // They take seconds; on the slowest machine minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(9);

    [Fact]
    public Task The_promise_holds_while_the_host_is_harmed() => RunAsync("--rounds", "2", "--clients", "12");

    [Fact]
    public Task Rubbish_is_refused_and_moves_no_money() => RunAsync("--fuzz", "2000");

    [Fact]
    public Task A_planted_violation_is_found_by_the_check_of_histories() => RunAsync("--self-test");

    private static async Task RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "Wallet.Torture.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"It did not end: {await output} {await errors}");
        }

        Assert.True(process.ExitCode == 0, await output + await errors);
    }
}
