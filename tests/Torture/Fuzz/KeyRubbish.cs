namespace Wallet.Torture;

/// <summary>Spoils the key or the token that a request is sent with.</summary>
internal static class KeyRubbish
{
    /// <summary>Spoils it: what is left is nobody's, so nothing of anybody may move or show.</summary>
    public static void Apply(Draft draft, Random random)
    {
        if (draft.Token is not { } token)
            return;
        draft.Spoil(mustRefuse: true);
        HeadRubbish.Replace(draft, "Authorization", random.Next(12) switch
        {
            0 => "",
            1 => "Bearer",
            2 => "Basic " + Convert.ToBase64String("a:b"u8),
            3 => "Bearer " + token[..random.Next(token.Length - 1)],
            4 => "bearer: " + token,
            5 => "Bearer " + token.ToUpperInvariant(),
            6 => token,
            7 => "Bearer " + token + ", Bearer " + token,
            8 => "Bearer " + Flipped(token, random),
            9 => "Bearer wok_" + new string('A', random.Next(1, 15_000)),
            10 => "Bearer " + token + (random.Next(2) == 0 ? "=" : " " + token),
            _ => "Bearer " + Rubbish.Noise(random, random.Next(1, 100)),
        });
    }

    private static string Flipped(string token, Random random)
    {
        var at = random.Next(token.Length);
        return token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..];
    }
}
