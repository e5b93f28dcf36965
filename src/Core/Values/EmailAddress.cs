namespace Wallet.Core;

/// <summary>An e-mail address, trimmed and lower-cased (it is compared without case): <c>name@domain</c>, at most 254
/// characters, no white space or control characters.</summary>
public readonly record struct EmailAddress
{
    private EmailAddress(string value) => Value = value;

    /// <summary>The normalized address.</summary>
    public string Value { get; }

    /// <summary>The part before the <c>@</c>.</summary>
    public ReadOnlySpan<char> Name => Value.AsSpan(0, Value.LastIndexOf('@'));

    /// <summary>Accepts <paramref name="text"/> if it can be an e-mail address. Only delivery could tell whether it is
    /// one.</summary>
    public static bool TryParse(string? text, out EmailAddress email)
    {
        email = default;
        if (text is null || text.Length > 4 * Limits.MaxEmailLength)
            return false;
        var trimmed = text.Trim();
        var at = trimmed.LastIndexOf('@');
        if (at is < 1 or > 64 || at == trimmed.Length - 1 || trimmed.Length > Limits.MaxEmailLength)
            return false;
        for (var i = 0; i < trimmed.Length; i++)
        {
            if (char.IsWhiteSpace(trimmed[i]) || char.IsControl(trimmed[i]) || char.IsSurrogate(trimmed[i])
                || trimmed[i] == '@' && i != at)
                return false;
        }

        var domain = trimmed.AsSpan(at + 1);
        if (domain[0] is '.' or '-' || domain[^1] is '.' or '-' || domain.IndexOf("..", StringComparison.Ordinal) >= 0)
            return false;
        email = new EmailAddress(trimmed.ToLowerInvariant());
        return true;
    }

    /// <summary>Stars, because it is personal data that must not get into a log by accident.</summary>
    public override string ToString() => "***";
}
