namespace Wallet.Core;

/// <summary>A PIN as somebody entered it: 4 to 6 ASCII digits. Never printed.</summary>
public sealed class Pin
{
    private Pin(string digits) => Reveal = digits;

    /// <summary>The digits, for hashing only.</summary>
    public string Reveal { get; }

    /// <summary>Accepts 4 to 6 ASCII digits.</summary>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Pin? pin)
    {
        var valid = text is { Length: >= Limits.MinPinLength and <= Limits.MaxPinLength }
            && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
        pin = valid ? new Pin(text!) : null;
        return valid;
    }

    /// <summary>Whether it may be chosen: neither one digit repeated (1111) nor a straight run (1234, 9876).</summary>
    public bool MayBeChosen
    {
        get
        {
            var step = Reveal[1] - Reveal[0];
            if (step is not (-1 or 0 or 1))
                return true;
            for (var i = 2; i < Reveal.Length; i++)
            {
                if (Reveal[i] - Reveal[i - 1] != step)
                    return true;
            }

            return false;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => "***";
}
