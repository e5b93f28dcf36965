namespace Wallet.Grains.Abstractions;

/// <summary>Whether payments can be committed, for those who may not commit any; it is the ledger's grain.</summary>
[Alias("wallet.committer-health"), ForGateways]
public interface ICommitterHealthGrain : IGrainWithIntegerKey
{
    /// <summary>Whether the committer is there and its ledger can be reached and written to.</summary>
    [Alias("is-ready"), ResponseTimeout(Deadlines.Probe)]
    Task<bool> IsReadyAsync();
}
