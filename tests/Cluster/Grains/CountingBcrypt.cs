using Wallet.Core;
using Wallet.Hosting;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>The real bcrypt, and how often it has compared: each comparison is one guess that somebody had.</summary>
internal sealed class CountingBcrypt : IBcrypt
{
    private readonly BcryptNet _bcrypt = new();
    private int _comparisons;

    public int Comparisons => Volatile.Read(ref _comparisons);

    public string Hash(string input, int workFactor) => _bcrypt.Hash(input, workFactor);

    public bool Verify(string input, string hash)
    {
        Interlocked.Increment(ref _comparisons);
        return _bcrypt.Verify(input, hash);
    }
}
