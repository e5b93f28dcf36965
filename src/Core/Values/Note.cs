using System.Globalization;
using System.Text;

namespace Wallet.Core;

/// <summary>What a sender writes beside a transfer: up to 140 characters, no control characters, no broken
/// surrogates.</summary>
public readonly record struct Note
{
    private Note(string value) => Value = value;

    /// <summary>The text.</summary>
    public string Value { get; }

    /// <summary>Accepts <paramref name="text"/> if it is a valid note. The empty text is a note too, and is not the
    /// same as none.</summary>
    public static bool TryParse(string text, out Note note)
    {
        note = default;
        if (text.Length > Limits.MaxNoteLength || !IsOneLine(text))
            return false;
        note = new Note(text);
        return true;
    }

    /// <summary>Accepts <paramref name="text"/> if it is a note that says something, as a reason or a name
    /// must.</summary>
    public static bool TryParseSaying(string text, out Note note) =>
        TryParse(text, out note) && !string.IsNullOrWhiteSpace(text);

    /// <summary>Whether a text has no control characters and no broken surrogates.</summary>
    internal static bool IsOneLine(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(
                text.AsSpan(i), out var rune, out var length) != System.Buffers.OperationStatus.Done)
                return false;
            // U+2028 and U+2029 end a line in many consoles and log viewers, as control characters do.
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator)
                return false;
            i += length;
        }

        return true;
    }

    /// <summary>The note, for text already known to be valid (stored rows, constants).</summary>
    /// <exception cref="FormatException">The text is not a note.</exception>
    public static Note Parse(string text) =>
        TryParse(text, out var note) ? note : throw new FormatException("Not a note.");
}
