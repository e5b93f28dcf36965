using System.Text.Json;

namespace Wallet.Bench;

/// <summary>The load generator as its parent sees it.</summary>
internal sealed class LoadProcess : IAsyncDisposable
{
    // Longer than any server here may leave a request unanswered.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _process = new("load-generator", LoadGenerator.Environment);

    /// <summary>Tells it about targets; a target of the same name is replaced.</summary>
    public Task SetTargetsAsync(params IReadOnlyList<LoadTarget> targets) =>
        OrderAsync(new LoadOrder(targets, null), Grace);

    /// <summary>Has it run.</summary>
    /// <exception cref="BenchException">A connection broke: such a run measures nothing.</exception>
    public async Task<LoadResult> RunAsync(LoadRun run) =>
        (await OrderAsync(new LoadOrder(null, run), TimeSpan.FromSeconds(run.Seconds) + Grace))!;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<LoadResult?> OrderAsync(LoadOrder order, TimeSpan timeout)
    {
        var answer = JsonSerializer.Deserialize<LoadAnswer>(
            await _process.AskAsync(JsonSerializer.Serialize(order), timeout))!;
        return answer.Failure is null
            ? answer.Result
            : throw new BenchException($"The load generator gave up: {answer.Failure}");
    }
}
