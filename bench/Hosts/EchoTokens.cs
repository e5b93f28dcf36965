using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Wallet.Bench;

/// <summary>
/// Signs the wallet's own tokens anew under a key of the benchmark: header, claims and length stay the same, and the
/// benchmark need not know where the host keeps its key.
/// </summary>
internal sealed class EchoTokens
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>What the echo host has to know to believe tokens like <paramref name="token"/>.</summary>
    public EchoKeys KeysFor(string token)
    {
        var parts = token.Split('.');
        using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        return new EchoKeys(
            _key, header.RootElement.GetProperty("kid").GetString()!,
            claims.RootElement.GetProperty("iss").GetString()!, claims.RootElement.GetProperty("aud").GetString()!);
    }

    /// <summary>The same token under the benchmark's key.</summary>
    public string Sign(string token)
    {
        var signed = token[..token.LastIndexOf('.')];
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(signed)))}";
    }
}
