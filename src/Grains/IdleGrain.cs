namespace Wallet.Grains;

/// <summary>
/// A grain that goes when nobody has asked it for a while. Orleans' collector would see to that too, but it goes by the
/// time of day: after a clock that was hours ahead for a minute and was then set right, the collector's schedule lies
/// in the future, and until then no grain that is subject to it can be made: hours without a payment or a sign-in. So
/// these grains are not subject to it (<see cref="KeepAliveAttribute"/>), and go by a timer, which no clock moves.
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
            // A look need not wait for the grain's turn.
            new GrainTimerCreationOptions(options.LookEvery, options.LookEvery) { Interleave = true });
        return base.OnActivateAsync(cancellationToken);
    }

    /// <summary>Called by every call of the grain.</summary>
    protected void Asked() => _looks = 0;

    // A call that began before the last look but one has ended by now, for no call takes minutes.
    private void Look()
    {
        if (++_looks > options.Looks)
            DeactivateOnIdle();
    }
}
