namespace Wallet.Core;

/// <summary>
/// The time that a ledger dates its entries with, and whether it can be believed. An entry is never dated before its
/// wallets' last ones, so a clock that is a year ahead would date the issuer, and through it everybody, a year ahead
/// for good. A clock that is more than <see cref="Limits.MaxClockLead"/> ahead dates nothing; when it is right again,
/// the ledger goes on. A clock that is behind does no harm: dates wait until it has caught up.
/// </summary>
/// <remarks>
/// <para>
/// Ahead of what? Not of the newest entry, for a ledger may have been idle for a year. A ledger on a server of its own
/// asks another clock, the server's, when it is opened, and counts on from its answer by the time that has passed
/// since, which no step of this machine's clock changes. When this machine's clock is ahead of that, the other clock is
/// asked again, every 10 s: a machine that was asleep counted no time meanwhile, and then both clocks agree that it is
/// late. So a clock that was wrong from the start is found as well as one that steps, and several steps as well as one.
/// </para>
/// <para>
/// A ledger that has no other clock, or no answer from it yet, counts on from this machine's clock as it was at the
/// start. That finds steps, but it can't tell a clock that went wrong from one that was just corrected, or from a
/// machine that slept for a week. So a step is refused only until the clock has been steady for a minute: long enough
/// to be noticed, and to outlast a time server that errs and corrects itself; short enough for somebody who has just
/// opened a laptop.
/// </para>
/// </remarks>
/// <param name="time">This machine's clock.</param>
/// <param name="askAsync">Asks the other clock, within seconds; null if it does not say. Null if there is none.</param>
/// <param name="other">What the other clock is called, as in "by the clock of …".</param>
/// <param name="maxLead">How far ahead this machine's clock may be; <see cref="Limits.MaxClockLead"/> by
/// default.</param>
public sealed class LedgerClock(
    TimeProvider time, Func<Task<Timestamp?>>? askAsync = null, string? other = null, TimeSpan? maxLead = null)
{
    /// <summary>How long a clock that has stepped must be steady before it is believed, where there is no other
    /// clock.</summary>
    public static readonly TimeSpan SteadyFor = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(10);

    // A time server slews a clock by milliseconds in a minute.
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _maxLead = maxLead ?? Limits.MaxClockLead;
    private readonly SemaphoreSlim _turn = new(1);
    private long? _askedAt;
    private Reading? _step;
    private volatile bool _isDoubted;
    private volatile Reading _reference = new(Timestamp.Now(time), time.GetTimestamp(), IsOthers: false);

    /// <summary>Told when the clock can't be believed any more, and why (what <see cref="CheckAsync"/> returns), and
    /// when it can again (null).</summary>
    public Action<string?>? Changed { get; set; }

    /// <summary>The time to date entries with.</summary>
    /// <exception cref="LedgerClockException">The clock can't be believed.</exception>
    public ValueTask<Timestamp> NowAsync()
    {
        var now = Timestamp.Now(time);
        return IsSettled && IsRight(now) ? new(now) : BelievedAsync();
    }

    /// <summary>Whether the clock can be believed.</summary>
    /// <returns>Null if it can; otherwise why not, with both times and the limit, as one plain sentence for the
    /// log.</returns>
    public async ValueTask<string?> CheckAsync() =>
        IsSettled && IsRight(Timestamp.Now(time)) ? null : (await JudgeAsync().ConfigureAwait(false)).Complaint;

    /// <summary>A freeze, unless it has ended by now.</summary>
    /// <exception cref="LedgerClockException">That depends on the clock, and it can't be believed.</exception>
    public async ValueTask<Freeze?> InForceAsync(Freeze? freeze) =>
        freeze?.Until is not null && freeze.HasEnded(await NowAsync().ConfigureAwait(false)) ? null : freeze;

    // There is nothing to ask: the clock is believed, and the other one has answered, if there is one.
    private bool IsSettled => !_isDoubted && (askAsync is null || _reference.IsOthers);

    private bool IsRight(Timestamp now) => now.Since(Expected(_reference)) <= _maxLead;

    private Timestamp Expected(Reading reading) => reading.Moment.Plus(time.GetElapsedTime(reading.TakenAt));

    private async ValueTask<Timestamp> BelievedAsync()
    {
        var (now, complaint) = await JudgeAsync().ConfigureAwait(false);
        return complaint is null ? now : throw new LedgerClockException(complaint);
    }

    private async Task<(Timestamp Now, string? Complaint)> JudgeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await AskAsync().ConfigureAwait(false);
            var now = Timestamp.Now(time);
            var complaint = IsRight(now) || !_reference.IsOthers && HasBeenSteady(now) ? null : Complaint(now);
            if (complaint is null)
            {
                _step = null;
                // If doubts come again, the other clock is asked at once and not only after a pause.
                if (_reference.IsOthers)
                    _askedAt = null;
            }

            if (complaint is not null != _isDoubted)
            {
                _isDoubted = !_isDoubted;
                Changed?.Invoke(complaint);
            }

            return (now, complaint);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task AskAsync()
    {
        if (askAsync is null || _askedAt is { } askedAt && time.GetElapsedTime(askedAt) < AskEvery)
            return;
        _askedAt = time.GetTimestamp();
        try
        {
            if (await askAsync().ConfigureAwait(false) is { } moment)
                _reference = new Reading(moment, time.GetTimestamp(), IsOthers: true);
        }
        // Whatever keeps the other clock from answering, it must not make a batch fail: it is asked again later.
#pragma warning disable CA1031
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private bool HasBeenSteady(Timestamp now)
    {
        if (_step is not { } step || now.Since(Expected(step)).Duration() > Steady)
            _step = new Reading(now, time.GetTimestamp(), IsOthers: false);
        else if (time.GetElapsedTime(step.TakenAt) >= SteadyFor)
            _reference = new Reading(now, time.GetTimestamp(), IsOthers: false);
        return IsRight(now);
    }

    private string Complaint(Timestamp now) =>
        $"The clock of this machine says {now}, more than {_maxLead.TotalHours:0} hours ahead: "
        + (_reference.IsOthers
            ? $"by the clock of {other} it is {Expected(_reference)}. Nothing is written to the ledger until the "
                + "clock is right."
            : $"by its own course it should say {Expected(_reference)}. Nothing is written to the ledger until it "
                + "does, or has been steady for a minute.");

    /// <summary>What a clock said, and the timestamp of that moment, which no step changes.</summary>
    private sealed record Reading(Timestamp Moment, long TakenAt, bool IsOthers);
}
