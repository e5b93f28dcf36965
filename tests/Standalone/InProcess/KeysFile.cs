using System.Text.Json;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.InProcess;

/// <summary>The signing keys and peppers of a data folder.</summary>
/// <param name="Signing">The key that signs at present.</param>
/// <param name="Material">All keys and peppers as text, in every encoding in which they could end up in a log.</param>
internal sealed record KeysFile(SigningKey Signing, IReadOnlyList<string> Material)
{
    /// <summary>The file's name.</summary>
    public const string Name = "keys.json";

    /// <summary>Reads the file.</summary>
    public static KeysFile Read(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var secrets = new List<(string Id, byte[] Bytes)>();
        foreach (var list in (string[])["jwtKeys", "peppers"])
            secrets.AddRange(json.RootElement.GetProperty(list).EnumerateArray()
                .Select(s => (s.GetProperty("id").GetString()!, s.GetProperty("value").GetBytesFromBase64())));
        return new KeysFile(
            new SigningKey(secrets[0].Id, secrets[0].Bytes),
            [.. secrets.SelectMany(s => (string[])[Convert.ToBase64String(s.Bytes)
                .TrimEnd('='), Convert.ToHexString(s.Bytes), Convert.ToHexStringLower(s.Bytes)])]);
    }

    /// <inheritdoc/>
    public override string ToString() => "***";
}
