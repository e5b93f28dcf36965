using Wallet.Core;

namespace Wallet.Grains;

/// <summary>
/// Keeps guard states in a grain's persistent state. A write is durable when it returns. If a second activation of the grain wrote
/// meanwhile, the storage refuses the write by its version: then nothing is counted here, nothing is compared, and the next use reads again.
/// </summary>
internal sealed class PersistentGuardStore(IPersistentState<GuardBook> state, TimeProvider time) : IGuardStore
{
    // After a failed write nobody knows what the storage holds.
    private bool _stale;

    /// <inheritdoc/>
    public async ValueTask<GuardState> ReadAsync(string subject)
    {
        await RefreshAsync();
        return state.State.Subjects.GetValueOrDefault(subject, GuardState.Clear);
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(params IReadOnlyList<(string Subject, GuardState State)> states)
    {
        await RefreshAsync();
        _stale = true;
        foreach (var (subject, guard) in states)
        {
            if (guard == GuardState.Clear)
                state.State.Subjects.Remove(subject);
            else
                state.State.Subjects[subject] = guard;
        }

        await SaveAsync();
    }

    /// <summary>Lets go of what is forgotten, so that attempts on e-mails that nobody has leave nothing behind.</summary>
    public async ValueTask PruneAsync()
    {
        await RefreshAsync();
        _stale = true;
        await SaveAsync();
    }

    private async ValueTask SaveAsync()
    {
        var now = Timestamp.Now(time);
        foreach (var (subject, guard) in state.State.Subjects)
        {
            if (guard.ForgetAt is { } end && now >= end)
                state.State.Subjects.Remove(subject);
        }

        await TryAsync(state.State.Subjects.Count == 0 ? state.ClearStateAsync() : state.WriteStateAsync());
        _stale = false;
    }

    private async ValueTask RefreshAsync()
    {
        if (!_stale)
            return;
        await TryAsync(state.ReadStateAsync());
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
