using Orleans.Storage;
using Wallet.Core;

namespace Wallet.Grains;

/// <summary>
/// Keeps guard states in a grain's stored state. It is read when it is first needed and not when the grain is made, so
/// that a storage that is down stops nobody who needs no guard. A write is durable when it returns. If a second
/// activation of the grain wrote meanwhile, the storage refuses the write by its version: then nothing is counted here,
/// nothing is compared, and the next use reads again.
/// </summary>
internal sealed class GrainGuardStore(
    IGrainStorage storage, string name, GrainId grain, TimeProvider time) : IGuardStore
{
    private readonly GrainState<GuardBook> _state = new(new GuardBook());

    // Nothing has been read yet; and after a failed write nobody knows what the storage holds.
    private bool _stale = true;

    // Some storages have none where nothing is stored.
    private GuardBook Book => _state.State ??= new GuardBook();

    /// <inheritdoc/>
    public async ValueTask<GuardState> ReadAsync(string subject)
    {
        await RefreshAsync();
        return Book.Subjects.GetValueOrDefault(subject, GuardState.Clear);
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(params IReadOnlyList<(string Subject, GuardState State)> states)
    {
        await RefreshAsync();
        _stale = true;
        foreach (var (subject, guard) in states)
        {
            if (guard == GuardState.Clear)
                Book.Subjects.Remove(subject);
            else
                Book.Subjects[subject] = guard;
        }

        await SaveAsync();
    }

    /// <summary>Lets go of what is forgotten, so that attempts on e-mails that nobody has leave nothing
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
        foreach (var (subject, guard) in Book.Subjects)
        {
            if (guard.ForgetAt is { } end && now >= end)
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
            // The port's one exception; the storage throws whatever its driver throws.
            throw new IOException("The guards' storage failed.", e);
        }
    }
}
