using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Checks the index of <see cref="Marks"/>, by which a position in a wallet's history is found: it must hold
/// those entries of each wallet and nothing else.</summary>
internal static class MarkAudit
{
    private static readonly string ReadMarks = $"""
        SELECT wallet, sequence, number FROM entries INDEXED BY entries_marks
        WHERE {Marks.Condition} AND (wallet, sequence) > (?1, ?2) ORDER BY wallet, sequence LIMIT ?3
        """;

    public static void Run(
        Database db, AuditSnapshot snapshot, RowPrints expected, AuditFindings findings, AuditSteps steps)
    {
        var read = db.Prepare(ReadMarks);
        var found = new RowPrints();
        (long Wallet, long Sequence) last = (long.MinValue, long.MinValue);
        for (var rows = AuditSteps.SliceRows; rows == AuditSteps.SliceRows;)
        {
            rows = 0;
            read.Bind(1, last.Wallet).Bind(2, last.Sequence).Bind(3, AuditSteps.SliceRows);
            while (read.Step())
            {
                rows++;
                var here = (read.Int64(0), read.Int64(1));
                if (here.CompareTo(last) <= 0)
                {
                    read.Reset();
                    findings.Add(4, "entries", "their index is out of order");
                    return;
                }

                last = here;
                if (read.Int64(2) <= snapshot.LastEntry)
                    found.Add(RowPrints.Of(here.Item1, here.Item2, read.Int64(2)));
            }

            steps.Add(rows);
        }

        findings.Check(found.IsSame(expected), 4, "entries",
            $"their index holds {found.Count} marks, but not the {expected.Count} that they have");
    }
}
