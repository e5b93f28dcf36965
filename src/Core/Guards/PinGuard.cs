using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Wallet.Core;

/// <summary>Settings of the PIN's guard.</summary>
public sealed record PinOptions
{
    /// <summary>How many wrong PINs in a row lock the PIN.</summary>
    public int MaxFailures { get; init; } = 5;

    /// <summary>How long a lock lasts.</summary>
    public TimeSpan LockFor { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a PIN that was verified is remembered in memory; zero turns it off.</summary>
    public TimeSpan RememberFor { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>
/// Verifies and changes PINs. One check of a user's PIN runs at a time; an attempt is counted durably before the hash is compared and
/// cleared on success. So neither parallel guesses nor restarts nor kills give more tries. A PIN that has just been verified is
/// remembered as a digest under a key that is random for each process; the lock is looked at before the digest.
/// </summary>
public sealed class PinGuard(
    IUserStore users, IGuardStore store, SecretHasher hasher, HashingQueue queue, PinOptions options, TimeProvider time) : IPinVerifier, IPinChanger
{
    // Past this many users in memory, those that are idle and not remembered are let go.
    private const int MaxEntries = 100_000;

    // More checks of one user's PIN than this do not wait for each other.
    private const int MaxWaitingForOneUser = 128;

    private static readonly byte[] ProcessKey = RandomNumberGenerator.GetBytes(32);

    // Kept for each thread: to set one up takes longer than to use it.
    [ThreadStatic]
    private static IncrementalHash? Mac;

    private readonly ConcurrentDictionary<UserId, Entry> _entries = new();

    /// <inheritdoc/>
    public ValueTask<SecretCheck> VerifyAsync(UserId user, Pin pin) =>
        _entries.TryGetValue(user, out var entry) && IsRemembered(entry, user, pin)
            ? new(new SecretCheck(SecretVerdict.Verified))
            : InTurnAsync(user, pin, null);

    /// <inheritdoc/>
    public ValueTask<SecretCheck> ChangeAsync(Caller caller, Pin pin, Pin newPin) =>
        InTurnAsync(caller.User, pin, newPin);

    private async ValueTask<SecretCheck> InTurnAsync(UserId user, Pin pin, Pin? newPin)
    {
        var entry = _entries.GetOrAdd(user, static _ => new Entry());
        if (Interlocked.Increment(ref entry.Waiting) > MaxWaitingForOneUser)
        {
            Interlocked.Decrement(ref entry.Waiting);
            return new SecretCheck(SecretVerdict.Busy);
        }

        await entry.Turn.WaitAsync();
        try
        {
            // Let go of meanwhile: whoever comes now has another entry, and two turns at once would be a free guess.
            if (!_entries.TryGetValue(user, out var current) || current != entry)
                return await InTurnAsync(user, pin, newPin);
            // Whoever waited looks again before it hashes.
            if (newPin is null && IsRemembered(entry, user, pin))
                return new SecretCheck(SecretVerdict.Verified);
            return await CheckAsync(entry, user, pin, newPin);
        }
        catch (Exception e) when (e is IOException or LedgerException)
        {
            entry.State = null; // What the store holds now has to be read again.
            return new SecretCheck(SecretVerdict.Unavailable);
        }
        finally
        {
            entry.Turn.Release();
            Interlocked.Decrement(ref entry.Waiting);
            Trim();
        }
    }

    private async ValueTask<SecretCheck> CheckAsync(Entry entry, UserId user, Pin pin, Pin? newPin)
    {
        var subject = "pin:" + user;
        var state = entry.State ?? await store.ReadAsync(subject);
        entry.State = state;
        var now = Timestamp.Now(time);
        if (state.IsLocked(now))
            return new SecretCheck(SecretVerdict.Locked, RetryAfter: state.LockedFor(now));
        if (await users.FindAsync(user) is not { } known)
        {
            _entries.TryRemove(user, out _);
            return new SecretCheck(SecretVerdict.UnknownUser);
        }

        using var place = await queue.EnterAsync(SecretPurpose.Pin);
        if (place is null)
            return new SecretCheck(SecretVerdict.Busy);

        // Counted before it is compared: a kill between the two costs a try, never gives one.
        state = state.Count(Timestamp.Now(time), options.MaxFailures, options.LockFor, forgetAfter: null);
        await store.WriteAsync((subject, state));
        entry.State = state;
        if (!await place.RunAsync(() => hasher.Verify(SecretPurpose.Pin, user, pin.Reveal, known.Pin)))
        {
            entry.Forget();
            return new SecretCheck(SecretVerdict.Wrong, Math.Max(0, options.MaxFailures - state.Failures));
        }

        if (newPin is not null)
        {
            entry.Forget();
            var hash = await place.RunAsync(() => hasher.Hash(SecretPurpose.Pin, user, newPin.Reveal));
            if (!await users.ReplacePinAsync(user, known.Pin, hash))
                return new SecretCheck(SecretVerdict.Unavailable); // Changed elsewhere meanwhile: the count stays, the caller looks again.
        }

        await store.WriteAsync((subject, GuardState.Clear));
        entry.State = GuardState.Clear;
        if (options.RememberFor > TimeSpan.Zero)
            entry.Remember(Digest(user, (newPin ?? pin).Reveal), time.GetTimestamp());
        return new SecretCheck(SecretVerdict.Verified);
    }

    private bool IsRemembered(Entry entry, UserId user, Pin pin)
    {
        var remembered = entry.Remembered;
        if (remembered is null || entry.State is not { } state || state.IsLocked(Timestamp.Now(time)))
            return false;
        if (time.GetElapsedTime(remembered.Since) >= options.RememberFor)
        {
            entry.Forget();
            return false;
        }

        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Digest(user, pin.Reveal, digest);
        return CryptographicOperations.FixedTimeEquals(digest, remembered.Digest);
    }

    private static byte[] Digest(UserId user, string pin)
    {
        var digest = new byte[HMACSHA256.HashSizeInBytes];
        Digest(user, pin, digest);
        return digest;
    }

    private static void Digest(UserId user, string pin, Span<byte> destination)
    {
        Span<byte> buffer = stackalloc byte[16 + Limits.MaxPinLength];
        user.Value.TryWriteBytes(buffer);
        var length = Encoding.ASCII.GetBytes(pin, buffer[16..]);
        var mac = Mac ??= IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, ProcessKey);
        mac.AppendData(buffer[..(16 + length)]);
        mac.GetHashAndReset(destination);
    }

    private void Trim()
    {
        if (_entries.Count <= MaxEntries)
            return;
        foreach (var (user, entry) in _entries)
        {
            // An entry holds nothing that the store does not: letting it go costs its user one bcrypt.
            // Taking its turn first keeps a check that is under way from being overtaken by one on a new entry.
            if (entry.Remembered is { } remembered && time.GetElapsedTime(remembered.Since) < options.RememberFor && _entries.Count <= 2 * MaxEntries)
                continue;
            if (Volatile.Read(ref entry.Waiting) == 0 && entry.Turn.Wait(0))
            {
                entry.Forget();
                _entries.TryRemove(new(user, entry));
                entry.Turn.Release();
            }
        }
    }

    private sealed record Digested(byte[] Digest, long Since)
    {
        public override string ToString() => "***";
    }

    private sealed class Entry
    {
        public readonly SemaphoreSlim Turn = new(1, 1);
        public int Waiting;
        public volatile GuardState? State;
        private volatile Digested? _remembered;

        public Digested? Remembered => _remembered;

        public void Remember(byte[] digest, long since) => _remembered = new Digested(digest, since);

        public void Forget() => _remembered = null;
    }
}
