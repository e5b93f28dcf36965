using System.ComponentModel.DataAnnotations;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>The body of <c>POST /operator/wallets/{walletId}/freeze</c>.</summary>
internal sealed class FreezeRequestBody
{
    [Required, Shown(typeof(FrozenSides))]
    public string? Direction { get; init; }

    [Required, Shown(typeof(Reason))]
    public string? Reason { get; init; }

    [Shown(typeof(DateTimeOffset))]
    public string? Until { get; init; }
}

/// <summary>The body of calls that need nothing but a reason.</summary>
internal sealed class ReasonRequestBody
{
    [Required, Shown(typeof(Reason))]
    public string? Reason { get; init; }
}

/// <summary>The body of <c>POST /operator/users/{userId}/unlock</c>.</summary>
internal sealed class UnlockRequestBody
{
    [Required, Shown(typeof(UnlockedSecret))]
    public string? What { get; init; }

    [Required, Shown(typeof(Reason))]
    public string? Reason { get; init; }
}

/// <summary>The body of <c>POST /operator/transfers/{transferId}/reverse</c>.</summary>
internal sealed class ReverseRequestBody
{
    [Shown(typeof(Amount))]
    public long? Amount { get; init; }

    [Required, Shown(typeof(Reason))]
    public string? Reason { get; init; }

    [Shown(typeof(IdempotencyKey))]
    public string? IdempotencyKey { get; init; }
}

/// <summary>The body of <c>POST /operator/keys</c>.</summary>
internal sealed class AddKeyRequestBody
{
    [Required, Shown(typeof(KeyName))]
    public string? Name { get; init; }

    [Required, Shown(typeof(OperatorScopes))]
    public string?[]? Scopes { get; init; }

    [Required, Shown(typeof(Reason))]
    public string? Reason { get; init; }
}
