using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Api;

/// <summary>Changes PINs in the payers' grains, under the lockout that checks them.</summary>
internal sealed partial class GrainPinChanger(IGrainFactory grains, ILogger<GrainPinChanger> log) : IPinChanger
{
    /// <inheritdoc/>
    public async ValueTask<SecretCheck> ChangeAsync(Caller caller, Pin pin, Pin newPin)
    {
        using var span = GrainSpans.StartCall<ITransferGrain>(nameof(ITransferGrain.ChangePinAsync));
        try
        {
            return await grains.Transfer(caller.Wallet).ChangePinAsync(caller.User, pin, newPin);
        }
#pragma warning disable CA1031 // Whatever went wrong on the way, the answer is that it can't be done now.
        catch (Exception e)
#pragma warning restore CA1031
        {
            span.Fail(e);
            LogFailure(e);
            return new SecretCheck(SecretVerdict.Unavailable);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A PIN could not be changed.")]
    private partial void LogFailure(Exception exception);
}
