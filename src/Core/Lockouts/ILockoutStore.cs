namespace Wallet.Core;

/// <summary>Keeps lockout states durably. When a write returns, a crash does not undo it.</summary>
public interface ILockoutStore
{
    /// <summary>The state of a subject; <see cref="LockoutState.Clear"/> if there is none.</summary>
    /// <exception cref="IOException">The store cannot be read.</exception>
    ValueTask<LockoutState> ReadAsync(string subject);

    /// <summary>Writes states, all or none. A clear state removes the subject. States with a time to forget are kept
    /// within bounds: when there are too many, those that would be forgotten first go.</summary>
    /// <exception cref="IOException">The store cannot be written.</exception>
    ValueTask WriteAsync(params IReadOnlyList<(string Subject, LockoutState State)> states);
}
