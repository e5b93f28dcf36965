using System.Security.Cryptography;

namespace Wallet.Core;

/// <summary>SHA-256 with a state that each thread keeps, because setting one up takes as long as hashing a short
/// text.</summary>
public static class Sha256
{
    [ThreadStatic]
    private static IncrementalHash? State;

    /// <summary>Hashes into <paramref name="destination"/>, which takes 32 bytes and may be the same memory.</summary>
    public static void Hash(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var state = State ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        state.AppendData(source);
        state.GetHashAndReset(destination);
    }
}
