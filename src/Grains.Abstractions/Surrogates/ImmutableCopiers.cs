using Orleans.Serialization.Cloning;
using Wallet.Core;

namespace Wallet.Grains.Abstractions.Surrogates;

// Within a silo, arguments and answers are handed on by copying them. What is immutable needs no copy; by their
// surrogates these would be taken apart and parsed anew. (Orleans asks [Immutable] of a parameter, but copies what an
// answer holds all the same.)

/// <summary>Hands an immutable object on as it is.</summary>
internal abstract class ImmutableCopier<T> : IDeepCopier<T>, IOptionalDeepCopier
{
    public T? DeepCopy(T? input, CopyContext context) => input;

    public bool IsShallowCopyable() => true;
}

[RegisterCopier]
internal sealed class DecisionCopier : ImmutableCopier<Decision>;

[RegisterCopier]
internal sealed class TransferOutcomeCopier : ImmutableCopier<TransferOutcome>;

[RegisterCopier]
internal sealed class LedgerCommandCopier : ImmutableCopier<LedgerCommand>;

[RegisterCopier]
internal sealed class WalletIdCopier : ImmutableCopier<WalletId>;

[RegisterCopier]
internal sealed class IdempotencyKeyCopier : ImmutableCopier<IdempotencyKey>;

[RegisterCopier]
internal sealed class UserIdCopier : ImmutableCopier<UserId>;

[RegisterCopier]
internal sealed class AmountCopier : ImmutableCopier<Amount>;

[RegisterCopier]
internal sealed class NoteCopier : ImmutableCopier<Note>;

[RegisterCopier]
internal sealed class PinCopier : ImmutableCopier<Pin>;

[RegisterCopier]
internal sealed class EmailAddressCopier : ImmutableCopier<EmailAddress>;

[RegisterCopier]
internal sealed class SecretCheckCopier : ImmutableCopier<SecretCheck>;
