using System.Collections.Concurrent;

namespace Wallet.Core.Tests;

/// <summary>
/// A lockout store that outlives the lockouts on it, as a file outlives a process. It can be down, and a test can see
/// or stop what happens right after a write.
/// </summary>
internal sealed class MemoryLockoutStore : ILockoutStore
{
    private readonly ConcurrentDictionary<string, LockoutState> _states = new();

    /// <summary>The subjects that have a state.</summary>
    public ICollection<string> Subjects => _states.Keys;

    /// <summary>Whether reading fails.</summary>
    public bool ReadsFail { get; set; }

    /// <summary>Whether writing fails, with nothing written.</summary>
    public bool WritesFail { get; set; }

    /// <summary>Called after a write has become durable. What it throws, the writer sees.</summary>
    public Action? Written { get; set; }

    /// <inheritdoc/>
    public async ValueTask<LockoutState> ReadAsync(string subject)
    {
        if (ReadsFail)
            throw new IOException("Scripted.");
        var state = _states.GetValueOrDefault(subject, LockoutState.Clear);
        // As with a real store, others run between a read and what is made of it.
        await Task.Yield();
        return state;
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(params IReadOnlyList<(string Subject, LockoutState State)> states)
    {
        if (WritesFail)
            return ValueTask.FromException(new IOException("Scripted."));
        foreach (var (subject, state) in states)
        {
            if (state == LockoutState.Clear)
                _states.TryRemove(subject, out _);
            else
                _states[subject] = state;
        }

        Written?.Invoke();
        return ValueTask.CompletedTask;
    }
}
