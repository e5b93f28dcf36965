namespace Wallet.Core;

/// <summary>
/// A ledger that becomes the copy of another. Until it is whole it says so of itself, and no host, audit or backup
/// takes it for a ledger; programs from before there were copies don't either. It has one writer, held off by the
/// store.
/// </summary>
/// <remarks>Each call throws a <see cref="LedgerStartException"/> when the store fails, or when another process writes
/// to it.</remarks>
public interface ICopyTarget : IAsyncDisposable
{
    /// <summary>Makes an empty, unfinished copy, or finds the one that is there.</summary>
    /// <param name="start">How far a copy is that begins.</param>
    /// <param name="currency">The source's currency.</param>
    /// <returns>How far the copy is.</returns>
    /// <exception cref="LedgerStartException">Something else is there.</exception>
    Task<CopyState> BeginAsync(CopyState start, string currency);

    /// <summary>Writes a slice and how far the copy is with it, in one transaction.</summary>
    Task WriteAsync(CopySlice slice, CopyState state);

    /// <summary>Makes what is found faster when all rows are there: indexes. May be run again.</summary>
    /// <param name="progress">Told how far it is.</param>
    Task IndexAsync(IProgress<AuditProgress>? progress = null);

    /// <summary>The copy, to be audited and read. It is disposed of before the target is.</summary>
    Task<ICopySource> ReadBackAsync();

    /// <summary>Makes the copy a ledger.</summary>
    Task CompleteAsync();
}
