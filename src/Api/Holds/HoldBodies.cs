using System.ComponentModel.DataAnnotations;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>The body of <c>POST /wallet/holds</c>.</summary>
internal sealed class HoldRequestBody
{
    [Required, Shown(typeof(WalletId))]
    public string? ReceiverWalletId { get; init; }

    [Required, Shown(typeof(Amount))]
    public long? Amount { get; init; }

    [Required, Shown(typeof(Pin))]
    public string? Pin { get; init; }

    [Shown(typeof(IdempotencyKey))]
    public string? IdempotencyKey { get; init; }

    [Shown(typeof(HoldSeconds))]
    public long? ExpiresIn { get; init; }

    [Shown(typeof(Note))]
    public string? Note { get; init; }
}

/// <summary>The body of <c>POST /holds/{holdId}/capture</c>.</summary>
internal sealed class CaptureRequestBody
{
    [Shown(typeof(Amount))]
    public long? Amount { get; init; }

    [Shown(typeof(IdempotencyKey))]
    public string? IdempotencyKey { get; init; }
}

/// <summary>The body of <c>POST /holds/{holdId}/release</c>.</summary>
internal sealed class ReleaseRequestBody
{
    [Shown(typeof(IdempotencyKey))]
    public string? IdempotencyKey { get; init; }
}

/// <summary>A hold as one of its parties sees it. Amounts are minor units.</summary>
internal sealed record HoldBody(
    TransferId HoldId,
    WalletId PayerWalletId,
    WalletId ReceiverWalletId,
    Amount Amount,
    string Currency,
    long Captured,
    long Released,
    long Remaining,
    HoldState State,
    Timestamp CreatedAt,
    Timestamp ExpiresAt,
    Note? Note,
    long? BalanceAfter)
{
    /// <summary>The view of <paramref name="caller"/>: the balance is the payer's own, right after it was
    /// made.</summary>
    public static HoldBody Of(HoldView hold, WalletId caller, string currency) => new(
        hold.Transfer.Id, hold.Terms.Payer, hold.Terms.Receiver, hold.Transfer.Amount, currency, hold.CapturedMinor,
        hold.ReleasedMinor, hold.RemainingMinor, hold.State, hold.Transfer.CreatedAt, hold.Terms.ExpiresAt,
        hold.Transfer.Note, caller == hold.Terms.Payer ? hold.Transfer.SenderBalanceAfterMinor : null);

    /// <summary>A hold as it was made: the same for ever, whatever becomes of it.</summary>
    public static HoldBody OfNew(Transfer hold, WalletId caller, string currency) =>
        Of(new HoldView(hold, 0, 0, false, hold.CreatedAt), caller, currency);
}

/// <summary>A page of holds. <c>nextCursor</c> is null on the last one.</summary>
internal sealed record HoldsBody(IReadOnlyList<HoldBody> Items, string? NextCursor);
