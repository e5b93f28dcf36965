using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// Checks that the tables, indexes and triggers of a ledger are those it was made with. A unique index that is gone
/// lets a key be used twice, a trigger that is gone lets entries be changed, and one that was added changes whatever it
/// likes.
/// </summary>
internal static class SchemaAudit
{
    /// <summary>Checks them, and returns the names (with their type before them) of those that are as they were
    /// made.</summary>
    public static IReadOnlySet<string> Run(Database db, AuditFindings findings)
    {
        var intact = new HashSet<string>(StringComparer.Ordinal);
        using var made = new Database(":memory:", OpenMode.Create);
        Schema.CreateTables(made);
        var (expected, found) = (Read(made), Read(db));
        foreach (var (name, sql) in expected)
        {
            if (!found.TryGetValue(name, out var other))
                findings.Add(InvariantOf(name), name, "it is gone");
            else if (other != sql)
                findings.Add(InvariantOf(name), name, "it is not as it was made");
            else
                intact.Add(name);
        }

        foreach (var (name, _) in found.Where(item =>
            !expected.ContainsKey(item.Key) && item.Value != Schema.LockoutsOfBackup))
            findings.Add(7, AuditedText.Shown(name), "it does not belong to a ledger");
        return intact;
    }

    // What its absence would break: the uniqueness of keys, that the operators' log stays, that holds end, or that
    // entries stay.
    private static int InvariantOf(string name) => name.Contains(" key_", StringComparison.Ordinal)
        ? 5
        : name.Contains(" operator_", StringComparison.Ordinal)
            ? 10
            : name.Contains(" holds", StringComparison.Ordinal)
                || name.Contains(" hold_ends", StringComparison.Ordinal)
                ? 9
                : 7;

    private static SortedDictionary<string, string> Read(Database db)
    {
        // SQLite's own tables and indexes have no SQL, or hold statistics. White space is no difference: a column that
        // was added to an old ledger stands on a line of its own.
        var read = db.Prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite@_%' ESCAPE '@'");
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        while (read.Step())
            all[AuditedText.Of(read, 0) + " " + AuditedText.Of(read, 1)] =
                string.Join(' ', AuditedText.Of(read, 2).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                .Replace(" ,", ",", StringComparison.Ordinal).Replace(" )", ")", StringComparison.Ordinal);
        return all;
    }
}
