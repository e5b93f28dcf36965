namespace Wallet.Torture;

/// <summary>One call of an operator that is a row of the log if it was done. Its reason is its own, by which the row is
/// found.</summary>
/// <param name="Kind">What is asked for, as the log calls it.</param>
/// <param name="Target">What it is done to.</param>
/// <param name="Detail">What of it, as the log says it.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Started">When it was sent, on the clock of <see cref="PairRecorder.Now"/>.</param>
internal sealed record Act(string Kind, string Target, string Detail, string Reason, long Started)
{
    /// <summary>The kinds of acts.</summary>
    public const string Frozen = "frozen", Thawed = "thawed", Unlocked = "unlocked", SignedOut = "signed_out";

    /// <summary>When its answer came; <see cref="PairOperation.Never"/> as long as nobody knows whether it was
    /// done.</summary>
    public long Ended { get; init; } = PairOperation.Never;

    /// <summary>Whether it was acknowledged.</summary>
    public bool IsAcknowledged => Ended != PairOperation.Never;

    /// <summary>Until when a freeze holds; null for no end.</summary>
    public string? Until => Detail.Split(" until ") is [_, var end] ? end : null;

    /// <summary>Whether it is a freeze that stops debits, or credits.</summary>
    public bool Stops(bool debits) => Kind == Frozen
        && Detail.Split(' ')[0] is var side && side == "both" | side == (debits ? "debit" : "credit");

    /// <summary>Whether it is about whether a wallet is frozen.</summary>
    public bool IsOfFreeze => Kind is Frozen or Thawed;
}
