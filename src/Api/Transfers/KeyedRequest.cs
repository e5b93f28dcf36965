using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>What transfers and deposits have in common: a key, in the body, in a header, or the same in both.</summary>
internal static class KeyedRequest
{
    /// <summary>Everything that a transfer or deposit can come to besides success, less what concerns the
    /// PIN.</summary>
    public static readonly ImmutableArray<Problem> Problems =
    [
        Problem.TransferInProgress, Problem.IdempotencyKeyReused, Problem.ReceiverNotFound, Problem.WalletFrozen,
        Problem.InsufficientFunds, Problem.BalanceLimit, Problem.Busy, Problem.OutcomeUnknown,
    ];

    /// <summary>Takes the key; what is wrong with it is added to the errors.</summary>
    public static IdempotencyKey TakeKey(HttpRequest request, string? inBody, FieldErrors errors)
    {
        var name = Fields.IdempotencyKey.Name;
        IdempotencyKey? key = inBody is null ? null : errors.Require(Fields.IdempotencyKey, inBody);
        if (!IdempotencyHeaders.TryRead(request.Headers[IdempotencyHeaders.Key], out var inHeader))
            errors.Add(name, $"the header {IdempotencyHeaders.Key} must hold one key of 1 to 128 visible ASCII "
                + "characters, bare or as a quoted string");
        else if (key is null && inHeader is null)
            errors.Add(name, "is required");
        else if (key is not null && inHeader is not null && key != inHeader)
            errors.Add(name, $"differs from the header {IdempotencyHeaders.Key}");
        var taken = key ?? inHeader ?? default;
        // Those are the house's own, and record no refusals.
        if (taken.IsReserved)
            errors.Add(name, "must not begin with request: or expire:");
        return taken;
    }
}
