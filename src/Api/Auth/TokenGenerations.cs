using Wallet.Core;

namespace Wallet.Api;

/// <summary>Generations from the user store, remembered in memory. For a process that is the only one to change
/// them.</summary>
public sealed class TokenGenerations(IUserStore users) : ITokenGenerations
{
    private const int Capacity = 100_000;

    private readonly BoundedCache<UserId, int> _generations = new(Capacity);
    private readonly Lock _lock = new();
    private long _changes;

    /// <inheritdoc/>
    public ValueTask<int?> FindAsync(UserId user) =>
        _generations.TryGet(user, out var generation) ? new(generation) : LoadAsync(user);

    /// <inheritdoc/>
    public void Changed(UserId user)
    {
        lock (_lock)
        {
            _changes++;
            _generations.Remove(user);
        }
    }

    private async ValueTask<int?> LoadAsync(UserId user)
    {
        var before = Volatile.Read(ref _changes);
        if (await users.FindAsync(user) is not { } found)
            return null;
        lock (_lock)
        {
            // What was read before a change may be outdated, and is not remembered.
            if (_changes == before)
                _generations.Set(user, found.TokenGeneration);
        }

        return found.TokenGeneration;
    }
}
