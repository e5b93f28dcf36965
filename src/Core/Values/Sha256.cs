using System.Security.Cryptography;

namespace Wallet.Core;

/// <summary>SHA-256 with the state of the thread: of a short text, setting up takes as long as hashing.</summary>
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
