using System.Globalization;
using SQLitePCL;
using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// Which SQLite may hold money. From 3.7.0 to 3.51.2 it has the WAL-reset bug
/// (https://sqlite.org/wal.html#walresetbug): with one connection that writes and another that checkpoints, commits
/// that were acknowledged can be lost and the file malformed.
/// </summary>
public static class SqliteVersion
{
    // As sqlite3_libversion_number gives it: 3.51.3. Two older lines got the fix too, but nobody needs them here, and
    // one bound is easier to explain.
    private const int Oldest = 3_051_003;

    private static readonly string? LoadedIsRefused = Refusal(Loaded());

    /// <summary>Refuses to work with a SQLite library that can lose what was acknowledged. Called wherever a file is
    /// opened.</summary>
    /// <exception cref="LedgerStartException">The library that is loaded is too old; one plain line says which is
    /// needed, and why.</exception>
    public static void Check()
    {
        if (LoadedIsRefused is { } refusal)
            throw new LedgerStartException(refusal);
    }

    /// <summary>Why a version is refused, in one plain line; null if it is not.</summary>
    /// <param name="number">The version as SQLite numbers it: 3051003 is 3.51.3.</param>
    internal static string? Refusal(int number) => number >= Oldest
        ? null
        : $"The SQLite library that is loaded is {Text(number)}, and {Text(Oldest)} or a newer one is needed: older "
            + "ones can lose acknowledged payments when the write-ahead log begins anew (SQLite's WAL-reset bug).";

    private static int Loaded()
    {
        Batteries_V2.Init();
        return raw.sqlite3_libversion_number();
    }

    private static string Text(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{number / 1_000_000}.{number / 1_000 % 1_000}.{number % 1_000}");
}
