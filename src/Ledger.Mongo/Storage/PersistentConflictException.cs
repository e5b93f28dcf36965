namespace Wallet.Ledger.Mongo;

/// <summary>A batch surely wrote nothing, because somebody else holds documents that it has to write, or has written
/// them before, attempt after attempt. In halves, it is found out whose they are, and the others are free.</summary>
internal sealed class PersistentConflictException(Exception? inner)
    : Exception("Wallets of a batch are held by another transaction.", inner);
