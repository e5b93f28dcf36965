using Wallet.Hosting;

namespace Wallet.Core.Tests;

/// <summary>Real bcrypt that counts its work and can be held in the middle of it.</summary>
internal sealed class TestBcrypt : IBcrypt
{
    /// <summary>The lowest work factor that bcrypt knows: about a millisecond.</summary>
    public const int WorkFactor = 4;

    private readonly BcryptNet _bcrypt = new();
    private int _hashes, _verifications;

    /// <summary>How many secrets were hashed.</summary>
    public int Hashes => Volatile.Read(ref _hashes);

    /// <summary>How many comparisons were made.</summary>
    public int Verifications => Volatile.Read(ref _verifications);

    /// <summary>Called within each comparison, on its thread.</summary>
    public Action? Verifying { get; set; }

    /// <inheritdoc/>
    public string Hash(string input, int workFactor)
    {
        Interlocked.Increment(ref _hashes);
        return _bcrypt.Hash(input, workFactor);
    }

    /// <inheritdoc/>
    public bool Verify(string input, string hash)
    {
        Interlocked.Increment(ref _verifications);
        Verifying?.Invoke();
        return _bcrypt.Verify(input, hash);
    }
}
