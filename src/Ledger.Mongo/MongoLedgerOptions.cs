using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>How to open a MongoDB ledger. The connection string may hold a password, so this is not a record: nothing
/// prints it.</summary>
public sealed class MongoLedgerOptions
{
    /// <summary>The longest that one transaction may take by default. A grain call waits longer, the gate longer
    /// still.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Where the replica set is, <c>mongodb://…</c> or <c>mongodb+srv://…</c>. Read and write concerns in it
    /// are not followed.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The database; null for the one in the connection string, or <c>wallet</c> if it names none.</summary>
    public string? Database { get; init; }

    /// <summary>The one currency of the ledger, ISO 4217. It is written into a new ledger; an old one in another
    /// currency is refused.</summary>
    public string Currency { get; init; } = "INR";

    /// <summary>How far the clock may be ahead of the server's before nothing is written any more.</summary>
    public TimeSpan MaxClockLead { get; init; } = Limits.MaxClockLead;

    /// <summary>How long one transaction, its retries included, or one read may take before it is given up. Greater
    /// than zero.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;
}
