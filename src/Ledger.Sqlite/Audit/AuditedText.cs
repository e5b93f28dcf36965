using System.Text;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// Reads text for an audit, which must get through whatever was done to a row. The usual way of reading ends at a NUL
/// and mends what is no UTF-8, so that it would see the text that was there before.
/// </summary>
internal static class AuditedText
{
    /// <summary>The text; one that no valid row holds if the bytes are not valid.</summary>
    public static string Of(Statement read, int column)
    {
        var bytes = read.Blob(column);
        var text = Encoding.UTF8.GetString(bytes);
        return Encoding.UTF8.GetByteCount(text) == bytes.Length && bytes.SequenceEqual(Encoding.UTF8.GetBytes(text))
            ? text
            : text + "\0damaged";
    }

    /// <summary>As above; null for NULL.</summary>
    public static string? OrNull(Statement read, int column) => read.IsNull(column) ? null : Of(read, column);

    /// <summary>A text as part of a finding: one line of visible characters, not too long.</summary>
    public static string Shown(string text) =>
        string.Concat(text.Take(150).Select(static c => char.IsControl(c) ? '?' : c));
}
