using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <summary>Step 3 of the chain, asked of the user's grain. If that can't be reached or its store is down, nothing is compared.</summary>
internal sealed partial class GrainPinVerifier(IGrainFactory grains, ILogger log) : IPinVerifier
{
    /// <inheritdoc/>
    public async ValueTask<SecretCheck> VerifyAsync(UserId user, Pin pin)
    {
        try
        {
            var grain = grains.User(user);
            try
            {
                return await grain.VerifyPinAsync(pin);
            }
            catch (SiloUnavailableException)
            {
                // Its silo has left, and it is made anew on another. A guess that was lost on the way may count twice, never less than once.
                return await grain.VerifyPinAsync(pin);
            }
        }
#pragma warning disable CA1031 // No PIN, no payment: whatever went wrong, the answer is that the PIN can't be checked now.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailure(log, e);
            return new SecretCheck(SecretVerdict.Unavailable);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A PIN could not be checked.")]
    private static partial void LogFailure(ILogger log, Exception exception);
}
