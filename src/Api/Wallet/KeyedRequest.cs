using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>What transfers and deposits have in common: a key, in the body, in a header, or the same in both.</summary>
internal static class KeyedRequest
{
    /// <summary>The header as a parameter.</summary>
    public static readonly ApiParameter Header = new(
        IdempotencyHeaders.Key, ParameterPlace.Header, typeof(IdempotencyKey),
        "The idempotency key, bare or as a quoted string, if it is not in the body.");

    /// <summary>Everything that a transfer or deposit can come to besides success, less what concerns the
    /// PIN.</summary>
    public static readonly ImmutableArray<Problem> Problems =
    [
        Problem.TransferInProgress, Problem.IdempotencyKeyReused, Problem.ReceiverNotFound, Problem.WalletFrozen,
        Problem.InsufficientFunds, Problem.BalanceLimit, Problem.Busy, Problem.OutcomeUnknown,
    ];

    /// <summary>Takes the key; what is wrong with it is added to the form's errors.</summary>
    public static IdempotencyKey TakeKey(HttpContext context, RequestForm form)
    {
        var name = Fields.IdempotencyKey.Name;
        var inBody = form.TryTake(Fields.IdempotencyKey, out var key);
        if (!IdempotencyHeaders.TryRead(context.Request.Headers[IdempotencyHeaders.Key], out var inHeader))
            form.Errors.Add(
                name, $"the header {IdempotencyHeaders.Key} must hold one key of 1 to 128 visible ASCII characters, " +
                $"bare or as a quoted string");
        else if (!inBody && inHeader is null && !form.Errors.Has(name))
            form.Errors.Add(name, "is required");
        else if (inBody && inHeader is { } other && other != key)
            form.Errors.Add(name, $"differs from the header {IdempotencyHeaders.Key}");
        return inBody ? key : inHeader ?? default;
    }
}
