namespace Wallet.Core;

/// <summary>The parts that a ledger is copied in, in this order. The numbers are stored in unfinished copies.</summary>
public enum CopyPart
{
    /// <summary>Wallets, the issuer's first.</summary>
    Wallets = 1,

    /// <summary>Users.</summary>
    Users = 2,

    /// <summary>Entries, in an order in which each wallet's chain goes from its first entry to its last.</summary>
    Entries = 3,

    /// <summary>Key records, with the transfers they led to.</summary>
    Records = 4,

    /// <summary>The operators' log, from its first row to its last.</summary>
    Acts = 5,

    /// <summary>The keys of operators.</summary>
    OperatorKeys = 6,

    /// <summary>The audits that were kept.</summary>
    Audits = 7,

    /// <summary>Payment requests.</summary>
    Requests = 8,

    /// <summary>Who has shut whom out of asking for payments.</summary>
    RequestBlocks = 9,
}

/// <summary>Some rows of one part, in the order of the source, that reach the target in one transaction.</summary>
/// <param name="After">Where the source goes on after them; only the source knows what it means.</param>
public abstract record CopySlice(string After)
{
    /// <summary>How many rows.</summary>
    public abstract int Count { get; }
}

/// <summary>A slice of <see cref="CopyPart.Wallets"/>.</summary>
public sealed record WalletSlice(IReadOnlyList<CopiedWallet> Wallets, string After) : CopySlice(After)
{
    /// <inheritdoc/>
    public override int Count => Wallets.Count;
}

/// <summary>A slice of <see cref="CopyPart.Users"/>.</summary>
public sealed record UserSlice(IReadOnlyList<User> Users, string After) : CopySlice(After)
{
    /// <inheritdoc/>
    public override int Count => Users.Count;
}

/// <summary>A slice of <see cref="CopyPart.Entries"/>.</summary>
public sealed record EntrySlice(IReadOnlyList<CopiedEntry> Entries, string After) : CopySlice(After)
{
    /// <inheritdoc/>
    public override int Count => Entries.Count;
}

/// <summary>A slice of <see cref="CopyPart.Records"/>.</summary>
public sealed record RecordSlice(IReadOnlyList<CopiedRecord> Records, string After) : CopySlice(After)
{
    /// <inheritdoc/>
    public override int Count => Records.Count;
}

/// <summary>A slice of <see cref="CopyPart.Acts"/>.</summary>
public sealed record ActSlice(IReadOnlyList<OperatorLogEntry> Acts, string After) : CopySlice(After)
{
    /// <inheritdoc/>
    public override int Count => Acts.Count;
}

/// <summary>A slice of <see cref="CopyPart.OperatorKeys"/>.</summary>
public sealed record OperatorKeySlice(IReadOnlyList<CopiedOperatorKey> Keys, string After) : CopySlice(After)
{
    /// <inheritdoc/>
    public override int Count => Keys.Count;
}

/// <summary>A slice of <see cref="CopyPart.Audits"/>.</summary>
public sealed record AuditSlice(IReadOnlyList<StoredAudit> Audits, string After) : CopySlice(After)
{
    /// <inheritdoc/>
    public override int Count => Audits.Count;
}

/// <summary>A slice of <see cref="CopyPart.Requests"/>.</summary>
public sealed record RequestSlice(IReadOnlyList<CopiedRequest> Requests, string After) : CopySlice(After)
{
    /// <inheritdoc/>
    public override int Count => Requests.Count;
}

/// <summary>A slice of <see cref="CopyPart.RequestBlocks"/>.</summary>
public sealed record BlockSlice(IReadOnlyList<CopiedBlock> Blocks, string After) : CopySlice(After)
{
    /// <inheritdoc/>
    public override int Count => Blocks.Count;
}
