using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Wallet.Core;

/// <summary>The limits of a wallet that has some. What is lowered holds at once; what is raised or removed waits, so
/// that whoever has got hold of a phone and its PIN can't take everything the same day. A raise that has come due is
/// not written down: it follows from the time, whenever it is asked for.</summary>
/// <param name="Until">What holds until a raise is due; never no limit at all.</param>
/// <param name="Raise">What holds from then on, if anything was raised; it may be due.</param>
public sealed record WalletLimits(SpendingLimits Until, PendingLimits? Raise = null)
{
    /// <summary>How long a raise waits, by the ledger's time.</summary>
    public static readonly TimeSpan RaisedAfter = TimeSpan.FromHours(24);

    private const string RaiseTo = " then ", From = " from ";

    /// <summary>What holds at a moment.</summary>
    public SpendingLimits At(Timestamp at) => Raise is { } raise && at >= raise.From ? raise.Then : Until;

    /// <summary>What is still to come at a moment; null if nothing is.</summary>
    public PendingLimits? PendingAt(Timestamp at) => Raise is { } raise && at < raise.From ? raise : null;

    /// <summary>The limits after their owner has set them.</summary>
    /// <remarks>To ask for the same again changes nothing: a retry does not make a raise wait anew.</remarks>
    /// <param name="before">The limits so far; null for none.</param>
    /// <param name="wanted">What the owner wants.</param>
    /// <param name="at">When, by the ledger's time.</param>
    /// <returns>Null for none.</returns>
    public static WalletLimits? Set(WalletLimits? before, SpendingLimits wanted, Timestamp at)
    {
        if (before?.PendingAt(at) is { } pending && pending.Then == wanted)
            return before;
        var now = (before?.At(at) ?? SpendingLimits.None).StricterOf(wanted);
        if (now != wanted)
            return new WalletLimits(now, new PendingLimits(wanted, at.Plus(RaisedAfter)));
        return now == SpendingLimits.None ? null : new WalletLimits(now);
    }

    /// <summary>Reads what <see cref="ToString"/> gives, and nothing else.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out WalletLimits? limits)
    {
        limits = null;
        var parts = text.Split(RaiseTo);
        if (parts.Length > 2 || !TryParseTwo(parts[0], out var until) || until == SpendingLimits.None)
            return false;
        PendingLimits? raise = null;
        if (parts.Length == 2)
        {
            var of = parts[1].Split(From);
            if (of.Length != 2 || !TryParseTwo(of[0], out var then) || !Timestamp.TryParse(of[1], out var from))
                return false;
            raise = new PendingLimits(then, from);
        }

        var read = new WalletLimits(until, raise);
        limits = read.ToString() == text ? read : null;
        return limits is not null;
    }

    /// <summary>The limits that a ledger has stored as text; null for none.</summary>
    /// <exception cref="FormatException">The text says something else.</exception>
    public static WalletLimits? OfStored(string? text) => text is null ? null
        : TryParse(text, out var limits) ? limits : throw new FormatException("Stored limits are none.");

    /// <summary>The canonical text, <c>5000 -</c>, or
    /// <c>5000 20000 then - 20000 from 2026-01-01T00:00:00.000000Z</c>.</summary>
    public override string ToString() => Raise is { } raise ? $"{Until}{RaiseTo}{raise.Then}{From}{raise.From}"
        : Until.ToString();

    private static bool TryParseTwo(string text, out SpendingLimits limits)
    {
        limits = default;
        var parts = text.Split(' ');
        if (parts.Length != 2 || !TryParseOne(parts[0], out var perTransfer) || !TryParseOne(parts[1], out var perDay))
            return false;
        limits = new SpendingLimits(perTransfer, perDay);
        return true;
    }

    private static bool TryParseOne(string text, out long? limit)
    {
        limit = null;
        if (text == "-")
            return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            || !SpendingLimits.CanBe(minor))
            return false;
        limit = minor;
        return true;
    }
}
