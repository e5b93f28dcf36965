using System.Security.Cryptography;

namespace Wallet.Core;

/// <summary>Makes wallet IDs from e-mail addresses.</summary>
public static class WalletNames
{
    private const int MinNameLength = 3;

    // Room for a hyphen and up to eight digits behind the name.
    private const int MaxNameLength = Limits.MaxWalletIdLength - 7 - 9;

    /// <summary>
    /// IDs to try, without end: the e-mail's name made safe, then the same with a random number behind it, so that an
    /// ID does not tell how many people share a name.
    /// </summary>
    public static IEnumerable<WalletId> For(EmailAddress email)
    {
        var name = Safe(email.Name);
        if (name.Length >= MinNameLength && WalletId.TryParse(name + WalletId.Suffix, out var id) && !id.IsHouse)
            yield return id;
        for (var digits = 4; ; digits = Math.Min(8, digits + 1))
        {
            var number = RandomNumberGenerator.GetInt32((int)Math.Pow(10, digits - 1), (int)Math.Pow(10, digits));
            yield return WalletId.Parse($"{name}-{number}{WalletId.Suffix}");
        }
    }

    private static string Safe(ReadOnlySpan<char> text)
    {
        Span<char> safe = stackalloc char[MaxNameLength];
        var length = 0;
        foreach (var c in text)
        {
            var keep = char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
            var mark = c is '.' or '_' or '-' ? c : '-';
            // A name starts with a letter or digit, and marks don't pile up.
            if (!keep && (length == 0 || safe[length - 1] is '.' or '_' or '-'))
                continue;
            safe[length++] = keep ? c : mark;
            if (length == MaxNameLength)
                break;
        }

        while (length > 0 && safe[length - 1] is '.' or '_' or '-')
            length--;
        return length == 0 ? "user" : new string(safe[..length]);
    }
}
