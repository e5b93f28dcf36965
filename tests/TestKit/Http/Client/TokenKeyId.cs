using System.Text.Json;

namespace Wallet.TestKit.Http;

/// <summary>Which key signed a token.</summary>
public static class TokenKeyId
{
    /// <summary>The <c>kid</c> in a token's head.</summary>
    public static string Of(string token)
    {
        var head = token[..token.IndexOf('.', StringComparison.Ordinal)].Replace('-', '+').Replace('_', '/');
        using var json = JsonDocument.Parse(Convert.FromBase64String(head.PadRight((head.Length + 3) / 4 * 4, '=')));
        return json.RootElement.GetProperty("kid").GetString()!;
    }
}
