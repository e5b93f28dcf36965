using System.Diagnostics.CodeAnalysis;

namespace Wallet.Core;

/// <summary>What keeps a wallet from sending, receiving, or both. A wallet has one at most; a new one takes its
/// place.</summary>
/// <param name="Sides">What is stopped.</param>
/// <param name="Until">When it ends by itself, by the ledger's time; null for when somebody thaws the wallet.</param>
public sealed record Freeze(FrozenSides Sides, Timestamp? Until = null)
{
    private const string Separator = " until ";

    /// <summary>Whether it stops a side at a moment.</summary>
    public bool Stops(Direction side, Timestamp now) =>
        (Sides & (side == Direction.Debit ? FrozenSides.Debit : FrozenSides.Credit)) != 0
        && (Until is not { } until || now < until);

    /// <summary>A freeze as ledgers store it.</summary>
    /// <param name="sides">The sides' number.</param>
    /// <param name="until">When it ends by itself, in microseconds since 1970-01-01 UTC.</param>
    /// <exception cref="FormatException">There are no such sides.</exception>
    public static Freeze OfStored(long sides, long? until) => sides is > 0 and <= (long)FrozenSides.Both
        ? new Freeze((FrozenSides)sides, until is { } end ? new Timestamp(end) : null)
        : throw new FormatException("A stored freeze is none.");

    /// <summary>Whether it has ended by itself.</summary>
    public bool HasEnded(Timestamp now) => now >= Until;

    /// <summary>Reads what <see cref="ToString"/> gives, and nothing else.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Freeze? freeze)
    {
        freeze = null;
        var parts = text.Split(Separator);
        if (!OperatorNames.Sides.TryParse(parts[0], out var sides) || parts.Length > 2)
            return false;
        var until = default(Timestamp);
        if (parts.Length == 2 && !Timestamp.TryParse(parts[1], out until))
            return false;
        freeze = new Freeze(sides, parts.Length == 2 ? until : null);
        return true;
    }

    /// <summary>The canonical text, <c>debit</c>, or <c>both until 2026-01-01T00:00:00.000000Z</c>.</summary>
    public override string ToString() =>
        OperatorNames.Sides.Of(Sides) + (Until is { } until ? Separator + until.ToString() : "");
}

/// <summary>Which sides of a wallet a freeze stops. The numbers are stored.</summary>
[Flags]
public enum FrozenSides : byte
{
    /// <summary>Nothing is debited.</summary>
    Debit = 1,

    /// <summary>Nothing is credited.</summary>
    Credit = 2,

    /// <summary>Neither.</summary>
    Both = Debit | Credit,
}
