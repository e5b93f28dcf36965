using System.Buffers;
using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Wallet.Core;

namespace Wallet.TestKit.Http;

/// <summary>Remembers every secret that a run of the suite used, and finds them in a text where they must not
/// be.</summary>
public sealed partial class UsedSecrets
{
    private readonly ConcurrentDictionary<string, string> _texts = new();
    private readonly ConcurrentDictionary<string, string> _pins = new();

    /// <summary>How many distinct secrets are known.</summary>
    public int Count => _texts.Count + _pins.Count;

    /// <summary>A password that was sent. One that is too short to be anybody's is no secret, and occurs in a log by
    /// chance.</summary>
    public void AddPassword(string password)
    {
        if (password.Length >= Limits.MinPasswordLength)
            _texts.TryAdd(password, "a password");
    }

    /// <summary>A token that was issued or forged. Its signature alone would do, so it is looked for by that.</summary>
    public void AddToken(string token)
    {
        var signature = token[(token.LastIndexOf('.') + 1)..];
        if (signature.Length > 8)
            _texts.TryAdd(signature, "a token");
    }

    /// <summary>A signing key or pepper.</summary>
    public void AddKeyMaterial(string text) => _texts.TryAdd(text, "key material");

    /// <summary>A PIN. Shorter ones than six digits occur in any log by chance; those are found by their
    /// field.</summary>
    public void AddPin(string pin)
    {
        if (pin.Length == 6)
            _pins.TryAdd(pin, "a PIN");
    }

    /// <summary>What of it occurs in <paramref name="text"/>, described without repeating the secret.</summary>
    public IReadOnlyList<string> FindIn(string text)
    {
        var found = new List<string>();
        // All of them in one pass: a silo logs a lot.
        var secrets = SearchValues.Create([.. _texts.Keys], StringComparison.Ordinal);
        for (int from = 0, at; (at = text.AsSpan(from).IndexOfAny(secrets)) >= 0; from = at + 1)
        {
            at += from;
            var kind = _texts.First(secret => text.AsSpan(at).StartsWith(secret.Key, StringComparison.Ordinal)).Value;
            found.Add($"{kind} at {at}: …{text[Math.Max(0, at - 120)..at]}");
        }

        foreach (Match number in SixDigits().Matches(text))
        {
            if (_pins.ContainsKey(number.Value))
                found.Add($"a PIN at {number.Index}: …{text[Math.Max(0, number.Index - 120)..number.Index]}");
        }

        foreach (Match match in AlwaysSecret().Matches(text))
            found.Add(
                $"something like {match.Value[..4]}… at {match.Index}: " +
                $"…{text[Math.Max(0, match.Index - 120)..match.Index]}");
        return found;
    }

    [GeneratedRegex(@"(?<!\w|\d\.)\d{6}(?!\w|\.\d)")]
    private static partial Regex SixDigits();

    // A bcrypt hash, a JWT, an operator's key, a JSON field of a PIN or password with its value.
    [GeneratedRegex(
        """\$2[abxy]\$\d\d\$|eyJ[A-Za-z0-9_-]{8,}\.eyJ|wok_[A-Za-z0-9_-]{8,}|"(?:new)?(?:pin|password)"\s*:\s*"|"""
        + """Bearer\s+[A-Za-z0-9_-]{16,}""", RegexOptions.IgnoreCase)]
    private static partial Regex AlwaysSecret();
}
