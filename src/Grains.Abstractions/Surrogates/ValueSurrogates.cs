using Wallet.Core;

namespace Wallet.Grains.Abstractions.Surrogates;

// Core knows no serializer, so its value types travel as what they hold, and are validated again where they arrive.

[GenerateSerializer, Immutable, Alias("wallet.wallet-id")]
internal readonly record struct WalletIdSurrogate([property: Id(0)] string Value);

[RegisterConverter]
internal sealed class WalletIdConverter : IConverter<WalletId, WalletIdSurrogate>
{
    public WalletId ConvertFromSurrogate(in WalletIdSurrogate surrogate) => WalletId.Parse(surrogate.Value);

    public WalletIdSurrogate ConvertToSurrogate(in WalletId value) => new(value.Value);
}

[GenerateSerializer, Immutable, Alias("wallet.idempotency-key")]
internal readonly record struct IdempotencyKeySurrogate([property: Id(0)] string Value);

[RegisterConverter]
internal sealed class IdempotencyKeyConverter : IConverter<IdempotencyKey, IdempotencyKeySurrogate>
{
    public IdempotencyKey ConvertFromSurrogate(in IdempotencyKeySurrogate surrogate) =>
        IdempotencyKey.Parse(surrogate.Value);

    public IdempotencyKeySurrogate ConvertToSurrogate(in IdempotencyKey value) => new(value.Value);
}

[GenerateSerializer, Immutable, Alias("wallet.user-id")]
internal readonly record struct UserIdSurrogate([property: Id(0)] Guid Value);

[RegisterConverter]
internal sealed class UserIdConverter : IConverter<UserId, UserIdSurrogate>
{
    public UserId ConvertFromSurrogate(in UserIdSurrogate surrogate) => new(surrogate.Value);

    public UserIdSurrogate ConvertToSurrogate(in UserId value) => new(value.Value);
}

[GenerateSerializer, Immutable, Alias("wallet.amount")]
internal readonly record struct AmountSurrogate([property: Id(0)] long Minor);

[RegisterConverter]
internal sealed class AmountConverter : IConverter<Amount, AmountSurrogate>
{
    public Amount ConvertFromSurrogate(in AmountSurrogate surrogate) => Amount.From(surrogate.Minor);

    public AmountSurrogate ConvertToSurrogate(in Amount value) => new(value.Minor);
}

[GenerateSerializer, Immutable, Alias("wallet.timestamp")]
internal readonly record struct TimestampSurrogate([property: Id(0)] long UnixMicroseconds);

[RegisterConverter]
internal sealed class TimestampConverter : IConverter<Timestamp, TimestampSurrogate>
{
    public Timestamp ConvertFromSurrogate(in TimestampSurrogate surrogate) => new(surrogate.UnixMicroseconds);

    public TimestampSurrogate ConvertToSurrogate(in Timestamp value) => new(value.UnixMicroseconds);
}

[GenerateSerializer, Immutable, Alias("wallet.note")]
internal readonly record struct NoteSurrogate([property: Id(0)] string Text);

[RegisterConverter]
internal sealed class NoteConverter : IConverter<Note, NoteSurrogate>
{
    public Note ConvertFromSurrogate(in NoteSurrogate surrogate) => Note.Parse(surrogate.Text);

    public NoteSurrogate ConvertToSurrogate(in Note value) => new(value.Value);
}
