namespace Wallet.Core;

/// <summary>How a hold is.</summary>
public enum HoldState : byte
{
    /// <summary>There is something left of it, and it may be captured.</summary>
    Open = 1,

    /// <summary>All of it was captured.</summary>
    Captured = 2,

    /// <summary>Its receiver gave back what was left of it.</summary>
    Released = 3,

    /// <summary>Its time ran out while something was left of it, which goes back to the payer by itself.</summary>
    Expired = 4,
}

/// <summary>The states of holds as text.</summary>
public static class HoldStates
{
    /// <summary>What they are called, in the order of the numbers.</summary>
    public static readonly ValueNames<HoldState> Names = new(
        (HoldState.Open, "open"), (HoldState.Captured, "captured"), (HoldState.Released, "released"),
        (HoldState.Expired, "expired"));
}

/// <summary>A hold as it can be read. What is left of it is told by the transfers that refer to it.</summary>
/// <param name="Transfer">The transfer that made it; its terms are there.</param>
/// <param name="CapturedMinor">How much was captured, in minor units.</param>
/// <param name="ReleasedMinor">How much went back to the payer, in minor units.</param>
/// <param name="IsSwept">Whether what went back did so because it had expired.</param>
/// <param name="ReadAt">The ledger's time at which it was read.</param>
public sealed record HoldView(
    Transfer Transfer, long CapturedMinor, long ReleasedMinor, bool IsSwept, Timestamp ReadAt)
{
    /// <summary>Its terms.</summary>
    public HoldTerms Terms => Transfer.Hold ?? throw new InvalidOperationException("The transfer makes no hold.");

    /// <summary>How much is left of it, in minor units.</summary>
    public long RemainingMinor => Transfer.Amount.Minor - CapturedMinor - ReleasedMinor;

    /// <summary>How it is.</summary>
    public HoldState State => RemainingMinor > 0
        ? Terms.HasExpired(ReadAt) ? HoldState.Expired : HoldState.Open
        : ReleasedMinor == 0 ? HoldState.Captured : IsSwept ? HoldState.Expired : HoldState.Released;
}

/// <summary>Which side of a hold somebody is.</summary>
public enum HoldRole : byte
{
    /// <summary>Whose money it is.</summary>
    Payer = 1,

    /// <summary>Who may capture it.</summary>
    Receiver = 2,
}

/// <summary>Which holds of a wallet are wanted. They come newest first, by their IDs.</summary>
/// <param name="Role">Which side of them the wallet is.</param>
/// <param name="Limit">How many at most, 1 to <see cref="Limits.MaxPageSize"/>.</param>
/// <param name="Before">Only holds with a smaller ID (the cursor); null for the newest.</param>
/// <param name="State">Only those that are so. Then a page ends after <see cref="Limits.MaxExamined"/> holds at the
/// latest: it may hold fewer than the limit, or nothing, and have a next one.</param>
public sealed record HoldQuery(HoldRole Role, int Limit, TransferId? Before = null, HoldState? State = null)
{
    /// <summary>How many are looked at for a page, at most.</summary>
    public int Examined => SiftedPage.Examined(Limit, State is not null);

    /// <summary>The page that comes of what was looked at.</summary>
    /// <param name="found">Holds that were looked at, newest first; one more than <see cref="Examined"/> if there are
    /// more.</param>
    public HoldPage Page(IReadOnlyList<HoldView> found)
    {
        var (page, last) = SiftedPage.Of(found, Limit, State is { } state ? hold => hold.State == state : null);
        return new HoldPage(page, last?.Transfer.Id);
    }
}

/// <summary>A page of holds, newest first.</summary>
/// <param name="Holds">The holds.</param>
/// <param name="NextBefore">The cursor of the next page, or null if this is the last.</param>
public sealed record HoldPage(IReadOnlyList<HoldView> Holds, TransferId? NextBefore);

/// <summary>A hold whose time has run out and of which something is left.</summary>
/// <param name="Transfer">The transfer that made it.</param>
/// <param name="ExpiresAt">When it ran out.</param>
public sealed record DueHold(Transfer Transfer, Timestamp ExpiresAt);
