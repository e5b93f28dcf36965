namespace Wallet.Grains;

/// <summary>When grains that nobody asks are let go.</summary>
public sealed record IdleOptions
{
    /// <summary>How often a grain looks whether anybody has asked it since.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many looks in vain it stays: longer than the 15 minutes for which failed sign-ins are
    /// counted.</summary>
    public int Looks { get; init; } = 4;
}

/// <summary>
/// A grain that goes when nobody asks it any more. Orleans would do that too, but by the time of day: a clock that was
/// ahead for a minute, by hours, and is right again, leaves its collector with a schedule that lies in the future, and
/// until then no grain can be made that is subject to it: hours without a payment or a sign-in. So these are not
/// (<see cref="KeepAliveAttribute"/>), and measure by a timer, which no clock moves.
/// </summary>
public abstract class IdleGrain(IdleOptions options) : Grain
{
    private int _looks;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(
            static grain =>
            {
                grain.Look();
                return Task.CompletedTask;
            },
            this,
            // Beside whatever else it does: a look takes no turn.
            new GrainTimerCreationOptions(options.LookEvery, options.LookEvery) { Interleave = true });
        return base.OnActivateAsync(cancellationToken);
    }

    /// <summary>Called by every call of the grain.</summary>
    protected void Asked() => _looks = 0;

    // What has begun before the last look but one has ended by now: nothing takes minutes.
    private void Look()
    {
        if (++_looks > options.Looks)
            DeactivateOnIdle();
    }
}
