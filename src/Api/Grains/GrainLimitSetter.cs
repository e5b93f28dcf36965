using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Api;

/// <summary>Sets limits in the owners' grains, where the PIN is checked under its lockout.</summary>
internal sealed partial class GrainLimitSetter(IGrainFactory grains, ILogger<GrainLimitSetter> log) : ILimitSetter
{
    /// <inheritdoc/>
    public async ValueTask<LimitsResult> SetAsync(Caller caller, SpendingLimits limits, Pin pin)
    {
        using var span = GrainSpans.StartCall<ITransferGrain>(nameof(ITransferGrain.SetLimitsAsync));
        try
        {
            var reply = await grains.Transfer(caller.Wallet).SetLimitsAsync(
                new LimitsOrder(caller.User, limits.PerTransferMinor, limits.PerDayMinor, pin));
            return reply.ToResult();
        }
#pragma warning disable CA1031 // Whatever went wrong on the way, asking again is safe.
        catch (Exception e)
#pragma warning restore CA1031
        {
            span.Fail(e);
            LogFailure(e);
            return new LimitsResult(new SecretCheck(SecretVerdict.Unavailable));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Limits could not be set.")]
    private partial void LogFailure(Exception exception);
}
