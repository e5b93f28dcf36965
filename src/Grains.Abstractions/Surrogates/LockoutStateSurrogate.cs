using Wallet.Core;

namespace Wallet.Grains.Abstractions.Surrogates;

[GenerateSerializer, Immutable, Alias("wallet.guard-state")]
internal readonly record struct LockoutStateSurrogate(
    [property: Id(0)] int Failures,
    [property: Id(1)] long? LockedUntilUnixMicroseconds,
    [property: Id(2)] long? ForgetAtUnixMicroseconds);

[RegisterConverter]
internal sealed class LockoutStateConverter : IConverter<LockoutState, LockoutStateSurrogate>
{
    public LockoutState ConvertFromSurrogate(in LockoutStateSurrogate surrogate) =>
        new(surrogate.Failures, Moment(surrogate.LockedUntilUnixMicroseconds),
            Moment(surrogate.ForgetAtUnixMicroseconds));

    public LockoutStateSurrogate ConvertToSurrogate(in LockoutState value) =>
        new(value.Failures, value.LockedUntil?.UnixMicroseconds, value.ForgetAt?.UnixMicroseconds);

    private static Timestamp? Moment(long? unixMicroseconds) =>
        unixMicroseconds is { } moment ? new Timestamp(moment) : null;
}
