namespace Wallet.Ledger.Sqlite;

/// <summary>The marks of a wallet's history: the entries that an index holds, so that any position in it is a few steps
/// away.</summary>
internal static class Marks
{
    /// <summary>The marks are the entries whose sequence is a multiple of this. It is part of the format.</summary>
    public const long Every = 32;

    /// <summary>The condition that makes an entry a mark. SQLite uses an index of some rows only where the statement
    /// itself says that it asks for one of them.</summary>
    public static readonly string Condition = $"sequence % {Every} = 0";
}
