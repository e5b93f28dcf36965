using System.Diagnostics;

namespace Wallet.Core;

/// <summary>A command that waits for its decision.</summary>
/// <param name="command">The command.</param>
/// <param name="since">The timestamp of its arrival.</param>
/// <param name="answer">Where the decision goes.</param>
/// <param name="index">Its index among the decisions of <paramref name="answer"/>.</param>
/// <param name="origin">The activity that it came in; null if that is not recorded.</param>
internal sealed class WaitingCommand(
    LedgerCommand command, long since, ICommandAnswer answer, int index, Activity? origin)
{
    /// <summary>The command.</summary>
    public LedgerCommand Command { get; } = command;

    /// <summary>The timestamp of its arrival.</summary>
    public long Since { get; } = since;

    /// <summary>The activity that it came in; null if that is not recorded.</summary>
    public Activity? Origin { get; } = origin;

    /// <summary>Whether it came in a bundle.</summary>
    public bool IsBundled => answer is BundleAnswer;

    /// <summary>Gives the decision.</summary>
    public void Answer(Decision decision) => answer.Set(index, decision);
}
