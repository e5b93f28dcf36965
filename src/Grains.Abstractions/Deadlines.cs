namespace Wallet.Grains.Abstractions;

/// <summary>
/// How long a caller waits for a grain, as <c>hh:mm:ss</c>. A call that takes longer is not a failure but an unknown
/// outcome. Deadlines nest: a ledger transaction has 5 s and a bundle's call 10 s; a request waits for its commit for
/// 10 s and for 20 s in all; a commit that nobody waits for any more is settled after 20 s (10 s in the silo's queue
/// and 10 s for its bundle); and the gate holds a key for 30 s.
/// </summary>
public static class Deadlines
{
    /// <summary>One check of a PIN or of a lockout, with its wait for a bcrypt slot.</summary>
    public const string Check = "00:00:09";

    /// <summary>One bundle, on the way from a silo's committer to the ledger's.</summary>
    public const string Commit = "00:00:10";

    /// <summary>The whole chain of a transfer: its PIN and its commit.</summary>
    public const string Transfer = "00:00:20";

    /// <summary>A question whether something is there.</summary>
    public const string Probe = "00:00:02";
}
