namespace Wallet.Ledger.Sqlite;

/// <summary>How a connection is opened.</summary>
internal enum OpenMode
{
    /// <summary>To read.</summary>
    Read,

    /// <summary>To write a file that exists.</summary>
    Write,

    /// <summary>To write, making the file if need be.</summary>
    Create,
}
