using Wallet.TestKit;

namespace Wallet.Standalone.Tests;

/// <summary>The torture, the rubbish and the check of histories, each in short. What they print names the seed that
/// shows a failure again.</summary>
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

    [Fact]
    public async Task A_checkout_that_was_not_built_is_named_and_not_tortured()
    {
        using var folder = new TempFolder();
        var ended = await StartAsync("--host", folder.Path);
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains(folder.File("src"), ended.Errors, StringComparison.Ordinal);
    }

    private static async Task RunAsync(params string[] arguments)
    {
        var ended = await StartAsync(arguments);
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
    }

    private static Task<Ended> StartAsync(params string[] arguments) => DotnetProgram.RunAsync(
        Path.Combine(AppContext.BaseDirectory, "Wallet.Torture.dll"), Path.GetTempPath(), arguments, [], Patience);
}
