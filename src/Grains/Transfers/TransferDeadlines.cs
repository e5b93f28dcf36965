using Wallet.Core;

namespace Wallet.Grains;

/// <summary>The deadlines of the transfers that run in one silo.</summary>
public sealed class TransferDeadlines(TimeProvider time)
{
    /// <summary>How long a command is asked for: a little less than the chain waits, so that the answer is given and nothing is left running.</summary>
    internal static readonly TimeSpan AskFor = TransferChain.CommitDeadline - TimeSpan.FromMilliseconds(500);

    /// <summary>The chain's wait for its commit.</summary>
    internal DeadlineQueue Commits { get; } = new(TransferChain.CommitDeadline, time);

    /// <summary>The first call of a wallet's grain; what is left for later ones differs.</summary>
    internal DeadlineQueue FirstCalls { get; } = new(AskFor, time);
}
