using System.Security.Cryptography;
using System.Text;

namespace Wallet.Core;

/// <summary>
/// Verifies and changes one user's PIN and knows no other user. One check runs at a time; an attempt is counted
/// durably before the hash is compared and cleared on success. So neither parallel guesses nor restarts nor kills give
/// more tries. A PIN that has just been verified is remembered as a digest under a key that is random for each process;
/// the lock is looked at before the digest.
/// </summary>
/// <remarks>A user must have only one lockout at a time. Two would give twice the tries, until the store refuses what
/// one of them writes.</remarks>
public sealed class PinLockout(
    UserId owner, IUserStore users, ILockoutStore store, SecretHasher hasher, HashingQueue queue, PinOptions options,
    TimeProvider time) : IPinVerifier, IPinChanger
{
    // More checks than this don't wait: they are refused as busy.
    private const int MaxWaiting = 128;

    private static readonly byte[] ProcessKey = RandomNumberGenerator.GetBytes(32);

    // One for each thread, because setting one up takes longer than using it.
    [ThreadStatic]
    private static IncrementalHash? Mac;

    private readonly string _subject = "pin:" + owner;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _waiting;
    private volatile LockoutState? _state;
    private volatile Digested? _remembered;

    /// <inheritdoc/>
    public ValueTask<SecretCheck> VerifyAsync(UserId user, Pin pin)
    {
        if (user != owner)
            return new(new SecretCheck(SecretVerdict.UnknownUser));
        return IsVerified(user, pin) ? new(new SecretCheck(SecretVerdict.Verified)) : CountedAsync(pin, null);
    }

    /// <inheritdoc/>
    public bool IsVerified(UserId user, Pin pin)
    {
        if (user != owner || !IsRemembered(pin))
            return false;
        SecretCounts.RememberedPin();
        return true;
    }

    /// <inheritdoc/>
    public ValueTask<SecretCheck> ChangeAsync(Caller caller, Pin pin, Pin newPin) =>
        caller.User != owner ? new(new SecretCheck(SecretVerdict.UnknownUser)) : CountedAsync(pin, newPin);

    private async ValueTask<SecretCheck> CountedAsync(Pin pin, Pin? newPin) =>
        SecretCounts.Pin(await InTurnAsync(pin, newPin));

    /// <summary>Until when the PIN is locked, as the store has it; null if it is not.</summary>
    /// <exception cref="IOException">The store is down.</exception>
    public async ValueTask<Timestamp?> LookAsync() =>
        (await TakeTurnAsync(async () => _state = await store.ReadAsync(_subject))).LockAt(Timestamp.Now(time));

    /// <summary>Lifts a lock and forgets the wrong PINs that led to it, because an operator says so. A check that is
    /// under way comes before it or after it. It waits for its turn however many checks do.</summary>
    /// <exception cref="IOException">The store is down, and nobody knows whether the lock is lifted.</exception>
    public async ValueTask UnlockAsync() => await TakeTurnAsync(async () =>
    {
        await store.WriteAsync((_subject, LockoutState.Clear));
        return _state = LockoutState.Clear;
    });

    private async ValueTask<LockoutState> TakeTurnAsync(Func<ValueTask<LockoutState>> act)
    {
        await _turn.WaitAsync();
        try
        {
            return await act();
        }
        catch (IOException)
        {
            _state = null; // Nobody knows what the store holds now, so it is read again.
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask<SecretCheck> InTurnAsync(Pin pin, Pin? newPin)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return new SecretCheck(SecretVerdict.Busy);
        }

        await _turn.WaitAsync();
        try
        {
            // The check that ran meanwhile may have verified this very PIN.
            return newPin is null && IsRemembered(pin)
                ? new SecretCheck(SecretVerdict.Verified)
                : await CheckAsync(pin, newPin);
        }
        catch (Exception e) when (e is IOException or LedgerException)
        {
            _state = null; // Nobody knows what the store holds now, so it is read again.
            return new SecretCheck(SecretVerdict.Unavailable);
        }
        finally
        {
            _turn.Release();
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async ValueTask<SecretCheck> CheckAsync(Pin pin, Pin? newPin)
    {
        var state = _state ?? await store.ReadAsync(_subject);
        _state = state;
        var now = Timestamp.Now(time);
        if (state.IsLocked(now))
            return new SecretCheck(SecretVerdict.Locked, RetryAfter: state.LockedFor(now));
        if (await users.FindAsync(owner) is not { } known)
            return new SecretCheck(SecretVerdict.UnknownUser);
        if (!hasher.CanVerify(known.Pin))
            return new SecretCheck(SecretVerdict.Unavailable);

        using var slot = await queue.EnterAsync(SecretPurpose.Pin);
        if (slot is null)
            return new SecretCheck(SecretVerdict.Busy);

        // Counted before it is compared: a kill between the two costs a try, never gives one.
        state = state.Count(Timestamp.Now(time), options.MaxFailures, options.LockFor, forgetAfter: null);
        await store.WriteAsync((_subject, state));
        _state = state;
        if (!await slot.RunAsync(() => hasher.Verify(SecretPurpose.Pin, owner, pin.Reveal, known.Pin)))
        {
            _remembered = null;
            return new SecretCheck(SecretVerdict.Wrong, Math.Max(0, options.MaxFailures - state.Failures));
        }

        if (newPin is not null)
        {
            _remembered = null;
            var hash = await slot.RunAsync(() => hasher.Hash(SecretPurpose.Pin, owner, newPin.Reveal));
            if (!await users.ReplacePinAsync(owner, known.Pin, hash))
                // The PIN was changed elsewhere meanwhile. The attempt stays counted, and the caller may try again.
                return new SecretCheck(SecretVerdict.Unavailable);
        }

        await store.WriteAsync((_subject, LockoutState.Clear));
        _state = LockoutState.Clear;
        if (options.RememberFor > TimeSpan.Zero)
            _remembered = new Digested(Digest((newPin ?? pin).Reveal), time.GetTimestamp());
        if (newPin is null && hasher.IsOutdated(known.Pin))
            await slot.RehashAsync(
                () => hasher.Hash(SecretPurpose.Pin, owner, pin.Reveal),
                hash => users.ReplacePinAsync(owner, known.Pin, hash));
        return new SecretCheck(SecretVerdict.Verified);
    }

    private bool IsRemembered(Pin pin)
    {
        var remembered = _remembered;
        if (remembered is null || _state is not { } state || state.IsLocked(Timestamp.Now(time)))
            return false;
        if (time.GetElapsedTime(remembered.Since) >= options.RememberFor)
        {
            _remembered = null;
            return false;
        }

        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Digest(pin.Reveal, digest);
        return CryptographicOperations.FixedTimeEquals(digest, remembered.Digest);
    }

    private byte[] Digest(string pin)
    {
        var digest = new byte[HMACSHA256.HashSizeInBytes];
        Digest(pin, digest);
        return digest;
    }

    private void Digest(string pin, Span<byte> destination)
    {
        Span<byte> buffer = stackalloc byte[16 + Limits.MaxPinLength];
        owner.Value.TryWriteBytes(buffer);
        var length = Encoding.ASCII.GetBytes(pin, buffer[16..]);
        var mac = Mac ??= IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, ProcessKey);
        mac.AppendData(buffer[..(16 + length)]);
        mac.GetHashAndReset(destination);
    }

    private sealed record Digested(byte[] Digest, long Since)
    {
        public override string ToString() => "***";
    }
}
