using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Wallet.TestKit.Http;

/// <summary>Takes a good token apart and puts one together that differs from it in one point.</summary>
public sealed class TokenForge(string good, SigningKey key)
{
    private readonly JsonObject _header = Decode(good, 0), _claims = Decode(good, 1);

    /// <summary>The good token's claim.</summary>
    public JsonNode? this[string claim] => _claims[claim];

    /// <summary>The same header and claims, signed anew with the right key: as good as the first.</summary>
    public string Faithful() => Sign(_header, _claims, HMACSHA256.HashData);

    /// <summary>With other claims, signed with the right key.</summary>
    public string WithClaims(Action<JsonObject> change) => Sign(_header, Changed(_claims, change), HMACSHA256.HashData);

    /// <summary>With another header, signed with the right key.</summary>
    public string WithHeader(Action<JsonObject> change) => Sign(Changed(_header, change), _claims, HMACSHA256.HashData);

    /// <summary>Signed by another algorithm with the right key, and saying so.</summary>
    public string SignedBy(string algorithm, Func<byte[], byte[], byte[]> sign) =>
        Sign(Changed(_header, h => h["alg"] = algorithm), _claims, sign);

    /// <summary>Not signed, and saying so.</summary>
    public string WithoutSignature(string none) => SignedBy(none, (_, _) => []);

    /// <summary>Signed by a private key of the forger's own.</summary>
    public string SignedByRsa()
    {
        using var rsa = RSA.Create(2048);
        return SignedBy("RS256", (_, data) => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    /// <summary>Signed with another key under the right key's ID.</summary>
    public string SignedWithAnotherKey() =>
        Sign(_header, _claims, (_, data) => HMACSHA256.HashData(RandomNumberGenerator.GetBytes(32), data));

    /// <summary>Other claims under the good token's signature.</summary>
    public string Tampered(Action<JsonObject> change)
    {
        var parts = good.Split('.');
        return $"{parts[0]}.{Encode(Changed(_claims, change))}.{parts[2]}";
    }

    private string Sign(JsonObject header, JsonObject claims, Func<byte[], byte[], byte[]> sign)
    {
        var text = Encode(header) + "." + Encode(claims);
        return text + "." + Base64Url.EncodeToString(sign(key.Bytes, Encoding.ASCII.GetBytes(text)));
    }

    private static JsonObject Changed(JsonObject json, Action<JsonObject> change)
    {
        var copy = json.DeepClone().AsObject();
        change(copy);
        return copy;
    }

    private static JsonObject Decode(string token, int part) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[part]))!.AsObject();

    private static string Encode(JsonObject json) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
