using System.Text;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// Writes or reads rows by statements of many rows each, which costs SQLite less than a statement a row. The sizes are
/// powers of four, so that any number of rows takes few statements and few have to be prepared; larger ones are slower
/// again.
/// </summary>
internal sealed class MultiRowStatement
{
    private static readonly int[] Sizes = [16, 4, 1];

    private readonly string[] _sql;

    private MultiRowStatement(string head, string row, int columns, string tail)
    {
        Columns = columns;
        _sql = Array.ConvertAll(Sizes, size => new StringBuilder(head).AppendJoin(',', Enumerable.Repeat(row, size))
            .Append(tail).ToString());
    }

    /// <summary>Inserts rows.</summary>
    /// <param name="head">Everything before the rows, <c>INSERT INTO … VALUES</c>.</param>
    /// <param name="columns">How many values a row has.</param>
    public static MultiRowStatement Insert(string head, int columns) =>
        new(head + " ", "(" + string.Join(',', Enumerable.Repeat('?', columns)) + ")", columns, "");

    /// <summary>Reads the rows that have one of some keys.</summary>
    /// <param name="head">Everything before the keys, <c>SELECT … WHERE … IN</c>.</param>
    public static MultiRowStatement Select(string head) => new(head + " (", "?", 1, ")");

    /// <summary>How many values a row has.</summary>
    public int Columns { get; }

    /// <summary>The largest statement for at most <paramref name="remaining"/> rows.</summary>
    public Statement Take(Database db, int remaining, out int rows)
    {
        var i = 0;
        while (Sizes[i] > remaining)
            i++;
        rows = Sizes[i];
        return db.Prepare(_sql[i]);
    }
}
