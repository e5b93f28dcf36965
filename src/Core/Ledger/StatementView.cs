namespace Wallet.Core;

/// <summary>A part of a wallet's history, fixed for good: entries are numbered without gaps and never change, so it is
/// the same whenever it is read, and whatever comes meanwhile.</summary>
/// <param name="First">The sequence of its first entry; one more than <paramref name="Last"/> if it has none.</param>
/// <param name="Last">The sequence of its last entry.</param>
/// <param name="OpeningMinor">The balance before its first entry, in minor units.</param>
/// <param name="ClosingMinor">The balance after its last one, in minor units.</param>
/// <param name="Head">The hash of the entry <paramref name="Last"/>, which stands for all up to there; 32 zero bytes if
/// there is none.</param>
public sealed record StatementView(long First, long Last, long OpeningMinor, long ClosingMinor, byte[] Head)
{
    /// <summary>Refuses what is no part of a history, or more of it than is read at once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is.</exception>
    public static void CheckSlice(long first, long last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(last - first, Limits.MaxSlice - 1);
    }
}
