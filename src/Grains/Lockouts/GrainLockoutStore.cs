using Orleans.Storage;
using Wallet.Core;

namespace Wallet.Grains;

/// <summary>
/// Keeps lockout states in a grain's stored state. It is read when it is first needed and not when the grain is made,
/// so that a storage that is down stops nobody who needs no lockout. A write is durable when it returns. If a second
/// activation of the grain wrote meanwhile, the storage refuses the write by its version: then nothing is counted here,
/// nothing is compared, and the next use reads again.
/// </summary>
internal sealed class GrainLockoutStore(
    IGrainStorage storage, string name, GrainId grain, TimeProvider time) : ILockoutStore
{
    private readonly GrainState<LockoutBook> _state = new(new LockoutBook());

    // Nothing has been read yet; and after a failed write nobody knows what the storage holds.
    private bool _stale = true;

    // Some storages leave null where nothing is stored.
    private LockoutBook Book => _state.State ??= new LockoutBook();

    /// <inheritdoc/>
    public async ValueTask<LockoutState> ReadAsync(string subject)
    {
        await RefreshAsync();
        return Book.Subjects.GetValueOrDefault(subject, LockoutState.Clear);
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(params IReadOnlyList<(string Subject, LockoutState State)> states)
    {
        await RefreshAsync();
        _stale = true;
        foreach (var (subject, lockout) in states)
        {
            if (lockout == LockoutState.Clear)
                Book.Subjects.Remove(subject);
            else
                Book.Subjects[subject] = lockout;
        }

        await SaveAsync();
    }

    /// <summary>All states, by subject.</summary>
    /// <exception cref="IOException">The storage failed.</exception>
    public async ValueTask<IReadOnlyDictionary<string, LockoutState>> ReadAllAsync()
    {
        await RefreshAsync();
        return Book.Subjects;
    }

    /// <summary>Forgets all states.</summary>
    /// <exception cref="IOException">The storage failed.</exception>
    public async ValueTask ClearAsync()
    {
        await RefreshAsync();
        _stale = true;
        Book.Subjects.Clear();
        await SaveAsync();
    }

    /// <summary>Removes the states that are forgotten by now, so that attempts on e-mails that nobody has leave nothing
    /// behind.</summary>
    public async ValueTask PruneAsync()
    {
        await RefreshAsync();
        _stale = true;
        await SaveAsync();
    }

    private async ValueTask SaveAsync()
    {
        var now = Timestamp.Now(time);
        foreach (var (subject, lockout) in Book.Subjects)
        {
            if (lockout.ForgetAt is { } end && now >= end)
                Book.Subjects.Remove(subject);
        }

        await TryAsync(Book.Subjects.Count == 0
            ? storage.ClearStateAsync(name, grain, _state)
            : storage.WriteStateAsync(name, grain, _state));
        _stale = false;
    }

    private async ValueTask RefreshAsync()
    {
        if (!_stale)
            return;
        await TryAsync(storage.ReadStateAsync(name, grain, _state));
        _stale = false;
    }

    private static async ValueTask TryAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (Exception e) when (e is not IOException)
        {
            // The port knows one exception; the storage throws whatever its driver throws.
            throw new IOException("The lockouts' storage failed.", e);
        }
    }
}
