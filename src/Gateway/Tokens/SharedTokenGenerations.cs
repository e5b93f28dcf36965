using System.Collections.Concurrent;
using Wallet.Api;
using Wallet.Core;

namespace Wallet.Gateway;

/// <summary>
/// Token generations where several gateways may change them. They are read from the ledger and remembered for one
/// second: a change of password ends earlier tokens at once at the gateway that made it, and within a second at all
/// others. No message can be lost on the way, and a user who sends many requests costs one read a second.
/// </summary>
internal sealed class SharedTokenGenerations(IUserStore users, TimeProvider time) : ITokenGenerations
{
    /// <summary>How long a change made elsewhere may go unnoticed.</summary>
    public static readonly TimeSpan RememberFor = TimeSpan.FromSeconds(1);

    // Entries live for a second, so forgetting them all costs each active user one read.
    private const int Capacity = 50_000;

    private readonly ConcurrentDictionary<UserId, Read> _reads = new();

    /// <inheritdoc/>
    public ValueTask<int?> FindAsync(UserId user) =>
        _reads.TryGetValue(user, out var read) && read.Generation is { } generation
            && time.GetElapsedTime(read.Since) < RememberFor
            ? new(generation)
            : ReadAsync(user);

    /// <inheritdoc/>
    // Not removed but replaced: a read that is under way began before the change, and must not be remembered.
    public void Changed(UserId user) => _reads[user] = new Read(null, 0);

    private async ValueTask<int?> ReadAsync(UserId user)
    {
        var since = time.GetTimestamp();
        _reads.TryGetValue(user, out var before);
        if (await users.FindAsync(user) is not { } found)
            return null;
        if (_reads.Count >= Capacity)
            _reads.Clear();
        var read = new Read(found.TokenGeneration, since);
        if (before is null)
            _reads.TryAdd(user, read);
        else
            _reads.TryUpdate(user, read, before);
        return found.TokenGeneration;
    }

    // Compared by reference: two reads are never the same.
    private sealed class Read(int? generation, long since)
    {
        public int? Generation { get; } = generation;

        public long Since { get; } = since;
    }
}
