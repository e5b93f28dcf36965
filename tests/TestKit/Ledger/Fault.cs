using Wallet.Core;

namespace Wallet.TestKit;

/// <summary>The ways in which a commit can go.</summary>
public static class Fault
{
    /// <summary>It goes well.</summary>
    public static readonly CommitStep None = (_, commit) => commit();

    /// <summary>The store was down; nothing was written.</summary>
    public static readonly CommitStep Unavailable = (_, _) => throw Failure(LedgerFailure.Unavailable);

    /// <summary>The request was lost on the way there, which nobody can know.</summary>
    public static readonly CommitStep LostRequest = (_, _) => throw Failure(LedgerFailure.Unknown);

    /// <summary>The commit landed and its answer was lost on the way back, which nobody can know.</summary>
    public static readonly CommitStep LostAnswer = async (_, commit) =>
    {
        await commit();
        throw Failure(LedgerFailure.Unknown);
    };

    /// <summary>Something in the ledger can't bear a batch that holds such a command; nothing was written.</summary>
    public static CommitStep Poison(Func<LedgerCommand, bool> poisonous) => (batch, commit) =>
        batch.Any(poisonous) ? throw new InvalidOperationException("Poisoned.") : commit();

    /// <summary>It waits at a turnstile first.</summary>
    public static CommitStep Behind(Turnstile turnstile) => async (_, commit) =>
    {
        await turnstile.PassAsync();
        return await commit();
    };

    /// <summary>A failure of the store.</summary>
    public static LedgerException Failure(LedgerFailure failure) => new(failure, "Scripted.");
}
