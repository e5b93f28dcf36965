using Orleans.Serialization.Cloning;
using Wallet.Core;

namespace Wallet.Grains.Abstractions.Surrogates;

// Within a silo, Orleans copies arguments and answers. What is immutable needs no copy, and copying these through their
// surrogates would take them apart and parse them again. ([Immutable] on a parameter spares that too, but what an
// answer holds is copied all the same.)

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
