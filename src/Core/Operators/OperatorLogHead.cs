namespace Wallet.Core;

/// <summary>The end of the operators' log, to which the next row is chained.</summary>
/// <param name="Sequence">The last row's sequence; 0 if there is none.</param>
/// <param name="At">When the last row was written.</param>
/// <param name="Hash">The last row's hash; 32 zero bytes if there is none.</param>
public sealed record OperatorLogHead(long Sequence, Timestamp At, byte[] Hash)
{
    /// <summary>The end of a log without a row.</summary>
    public static readonly OperatorLogHead Empty = new(0, default, new byte[OperatorLogHash.Size]);

    /// <summary>The end of a log whose last row this is.</summary>
    public static OperatorLogHead Of(OperatorLogEntry last) => new(last.Sequence, last.At, last.Hash);

    /// <summary>The next row: an act that is done now.</summary>
    public OperatorLogEntry Next(Timestamp now, OperatorAct act) =>
        Next(now, act.By, act.Kind, act.Target, act.Detail, act.Reason);

    /// <summary>The next row: a transfer that is given back now.</summary>
    /// <param name="now">The ledger's time.</param>
    /// <param name="by">Who asked for it.</param>
    /// <param name="reversal">What gives it back.</param>
    /// <exception cref="ArgumentException">It gives nothing back, or doesn't say why.</exception>
    public OperatorLogEntry Next(Timestamp now, OperatorKeyId? by, Transfer reversal) =>
        reversal is { Link: { } link, Note: { } reason }
            ? Next(now, by, OperatorActKind.Reversed, link.ToString(), $"{reversal.Amount.Minor} as {reversal.Id}",
                reason)
            : throw new ArgumentException("An operator gives a transfer back, and says why.", nameof(reversal));

    private OperatorLogEntry Next(
        Timestamp now, OperatorKeyId? by, OperatorActKind kind, string target, string detail, Note reason)
    {
        var (sequence, at) = (checked(Sequence + 1), Timestamp.Max(now, At));
        return new OperatorLogEntry(
            sequence, at, by, kind, target, detail, reason,
            OperatorLogHash.Compute(Hash, sequence, at, by, kind, target, detail, reason));
    }
}
