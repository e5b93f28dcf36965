using Wallet.Core;

namespace Wallet.Grains.Abstractions.Surrogates;

[GenerateSerializer, Immutable, Alias("wallet.guard-state")]
internal readonly record struct GuardStateSurrogate(
    [property: Id(0)] int Failures, [property: Id(1)] long? LockedUntilUnixMicroseconds,
        [property: Id(2)] long? ForgetAtUnixMicroseconds);

[RegisterConverter]
internal sealed class GuardStateConverter : IConverter<GuardState, GuardStateSurrogate>
{
    public GuardState ConvertFromSurrogate(in GuardStateSurrogate surrogate) =>
        new(surrogate.Failures, Moment(surrogate.LockedUntilUnixMicroseconds),
            Moment(surrogate.ForgetAtUnixMicroseconds));

    public GuardStateSurrogate ConvertToSurrogate(in GuardState value) =>
        new(value.Failures, value.LockedUntil?.UnixMicroseconds, value.ForgetAt?.UnixMicroseconds);

    private static Timestamp? Moment(long? unixMicroseconds) =>
        unixMicroseconds is { } moment ? new Timestamp(moment) : null;
}
