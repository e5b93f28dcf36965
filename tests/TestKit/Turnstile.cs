namespace Wallet.TestKit;

/// <summary>A barrier for code under test: who comes waits until a test opens it, and the test knows when somebody has
/// come.</summary>
public sealed class Turnstile
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when somebody stands before it.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Lets everybody through, now and later.</summary>
    public void Open() => _open.TrySetResult();

    /// <summary>Passes when it is open.</summary>
    public Task PassAsync()
    {
        _reached.TrySetResult();
        return _open.Task;
    }

    /// <summary>Passes when it is open, holding the thread, as bcrypt would.</summary>
    public void Pass() => PassAsync().InTimeAsync().GetAwaiter().GetResult();
}
