namespace Wallet.Core;

/// <summary>A password as somebody entered it: 1 to 128 characters. Never printed.</summary>
public sealed class Password
{
    private Password(string text) => Reveal = text;

    /// <summary>The text, for hashing only.</summary>
    public string Reveal { get; }

    /// <summary>Accepts 1 to 128 characters, as they are.</summary>
    public static bool TryParse(
        string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Password? password)
    {
        var valid = text is { Length: >= 1 and <= Limits.MaxPasswordLength };
        password = valid ? new Password(text!) : null;
        return valid;
    }

    /// <summary>Whether it may be chosen: at least 8 characters.</summary>
    public bool MayBeChosen => Reveal.Length >= Limits.MinPasswordLength;

    /// <inheritdoc/>
    public override string ToString() => "***";
}
