using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>The payment of a payment request, as its payer asks for it. The paying wallet is the grain's.</summary>
/// <param name="User">The calling user.</param>
/// <param name="Request">The request.</param>
/// <param name="Pin">The caller's PIN; it never prints.</param>
[GenerateSerializer, Immutable, Alias("wallet.request-payment-order")]
public sealed record RequestPaymentOrder(
    [property: Id(0)] UserId User,
    [property: Id(1)] Guid Request,
    [property: Id(2)] Pin Pin);
