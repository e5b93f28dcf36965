using Wallet.Core;

namespace Wallet.TestKit;

/// <summary>A store for one ledger, empty at first, that a ledger can be copied into and out of.</summary>
public interface ICopyStore : IAsyncDisposable
{
    /// <summary>Opens the ledger that is there, and makes one if there is none. It outlives the store's
    /// disposal.</summary>
    Task<ILedgerUnderTest> OpenAsync(TimeProvider time);

    /// <summary>Opens it to be copied.</summary>
    Task<ICopySource> OpenSourceAsync();

    /// <summary>Opens it to become a copy.</summary>
    Task<ICopyTarget> OpenTargetAsync();
}
