namespace Wallet.Core;

/// <summary>Where the decisions on one command or one bundle are put for whoever awaits them.</summary>
internal interface ICommandAnswer
{
    /// <summary>Sets the decision on the command with an index. Each index is set once.</summary>
    void Set(int index, Decision decision);
}

/// <summary>The answer to a command that came alone.</summary>
internal sealed class CommandAnswer()
    : TaskCompletionSource<Decision>(TaskCreationOptions.RunContinuationsAsynchronously), ICommandAnswer
{
    /// <inheritdoc/>
    public void Set(int index, Decision decision) => SetResult(decision);
}

/// <summary>The answer to a bundle. It is complete when the last of its commands is decided.</summary>
internal sealed class BundleAnswer(int count)
    : TaskCompletionSource<Decision[]>(TaskCreationOptions.RunContinuationsAsynchronously), ICommandAnswer
{
    private readonly Decision[] _decisions = new Decision[count];
    private int _open = count;

    /// <inheritdoc/>
    public void Set(int index, Decision decision)
    {
        _decisions[index] = decision;
        if (Interlocked.Decrement(ref _open) == 0)
            SetResult(_decisions);
    }
}
