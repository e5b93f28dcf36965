using System.Diagnostics.CodeAnalysis;
using BitFaster.Caching.Lru;

namespace Wallet.Api;

/// <summary>
/// Remembers up to a fixed number of things. What is used stays; what comes once goes first, so that a flood of
/// strangers pushes out nobody who goes on. Reading takes no lock.
/// </summary>
internal sealed class BoundedCache<TKey, TValue>(int capacity) where TKey : notnull
{
    private readonly FastConcurrentLru<TKey, TValue> _things = new(capacity);

    /// <summary>How many things are remembered, for tests.</summary>
    public int Count => _things.Count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) => _things.TryGet(key, out value);

    public void Set(TKey key, TValue value) => _things.AddOrUpdate(key, value);

    public void Remove(TKey key) => _things.TryRemove(key);
}
