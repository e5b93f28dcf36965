using System.Globalization;

namespace Wallet.Core;

/// <summary>What people call a user: 1 to 100 characters without white space around them, no control characters, no
/// broken surrogates, and nothing that turns the direction of the text around it.</summary>
public readonly record struct PersonName
{
    // As many whatever is behind them, so that they don't tell how long it is.
    private const string Hidden = "••••";

    private PersonName(string value) => Value = value;

    /// <summary>The name.</summary>
    public string Value { get; }

    /// <summary>
    /// What a stranger is shown, who knows the name well enough to recognize it and learns no other: the first and the
    /// last letter of the first word, and the first letter of the last one, as in <c>A••••e S.</c> for Alice Smith. A
    /// first word of less than four letters shows its first alone.
    /// </summary>
    public string Masked
    {
        get
        {
            var words = Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            var letters = StringInfo.ParseCombiningCharacters(words[0]);
            var first = StringInfo.GetNextTextElement(words[0])
                + Hidden + (letters.Length < 4 ? "" : words[0][letters[^1]..]);
            return words.Length == 1 ? first : $"{first} {StringInfo.GetNextTextElement(words[^1])}.";
        }
    }

    /// <summary>Accepts <paramref name="text"/> if it is a name once the white space around it is gone.</summary>
    public static bool TryParse(string text, out PersonName name)
    {
        name = default;
        if (text.Length > 4 * Limits.MaxPersonNameLength)
            return false;
        var trimmed = text.Trim();
        if (trimmed.Length is 0 or > Limits.MaxPersonNameLength || !Note.IsOneLine(trimmed)
            || trimmed.Any(TurnsDirection))
            return false;
        name = new PersonName(trimmed);
        return true;
    }

    /// <summary>The name, for text already known to be valid (stored rows).</summary>
    /// <exception cref="FormatException">The text is not a name.</exception>
    public static PersonName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException("A stored name is not a name.");

    /// <summary>Stars, because it is personal data that must not get into a log by accident.</summary>
    public override string ToString() => "***";

    // With these a name could be shown as another one's. Letters of all scripts bring their own direction.
    private static bool TurnsDirection(char c) =>
        c is '\u061c' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
