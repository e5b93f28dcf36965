using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Wallet.Api;

/// <summary>
/// Remembers up to a fixed number of things. Two generations: what is used moves to the young one, and when that is
/// half the bound, the old one is dropped as a whole. Reading what is young takes no lock.
/// </summary>
internal sealed class BoundedCache<TKey, TValue>(int capacity) where TKey : notnull
{
    private readonly Lock _lock = new();
    private volatile ConcurrentDictionary<TKey, TValue> _young = new(), _old = new();
    private int _youngCount;

    /// <summary>How many things are remembered, for tests.</summary>
    public int Count => _young.Count + _old.Count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_young.TryGetValue(key, out value))
            return true;
        if (!_old.ContainsKey(key))
            return false;
        lock (_lock)
        {
            // Looked up again under the lock, so that nothing that was removed meanwhile comes back.
            if (_young.TryGetValue(key, out value))
                return true;
            if (!_old.TryRemove(key, out value))
                return false;
            SetLocked(key, value);
            return true;
        }
    }

    public void Set(TKey key, TValue value)
    {
        lock (_lock)
        {
            _old.TryRemove(key, out _);
            SetLocked(key, value);
        }
    }

    public void Remove(TKey key)
    {
        lock (_lock)
        {
            if (_young.TryRemove(key, out _))
                _youngCount--;
            _old.TryRemove(key, out _);
        }
    }

    private void SetLocked(TKey key, TValue value)
    {
        if (_young.TryAdd(key, value))
            _youngCount++;
        else
            _young[key] = value;
        if (_youngCount < capacity / 2)
            return;
        _old = _young;
        _young = new ConcurrentDictionary<TKey, TValue>();
        _youngCount = 0;
    }
}
