using Wallet.Core;

namespace Wallet.Grains.Abstractions.Surrogates;

[GenerateSerializer, Immutable, Alias("wallet.transfer-record")]
internal struct TransferSurrogate
{
    [Id(0)] public Guid Id;
    [Id(1)] public string Sender;
    [Id(2)] public string Receiver;
    [Id(3)] public long AmountMinor;
    [Id(4)] public long SenderBalanceAfterMinor;
    [Id(5)] public long ReceiverBalanceAfterMinor;
    [Id(6)] public long CreatedAtUnixMicroseconds;
    [Id(7)] public string? Note;
    [Id(8)] public byte Operation;
    [Id(9)] public Guid? Link;
    [Id(10)] public HoldTermsSurrogate? Hold;

    public static TransferSurrogate? From(Transfer? transfer) => transfer is null ? null : new TransferSurrogate
    {
        Id = transfer.Id.Value,
        Sender = transfer.Sender.Value,
        Receiver = transfer.Receiver.Value,
        AmountMinor = transfer.Amount.Minor,
        SenderBalanceAfterMinor = transfer.SenderBalanceAfterMinor,
        ReceiverBalanceAfterMinor = transfer.ReceiverBalanceAfterMinor,
        CreatedAtUnixMicroseconds = transfer.CreatedAt.UnixMicroseconds,
        Note = transfer.Note?.Value,
        Operation = (byte)transfer.Operation,
        Link = transfer.Link?.Value,
        Hold = transfer.Hold is { } hold
            ? new HoldTermsSurrogate(hold.Payer.Value, hold.Receiver.Value, hold.ExpiresAt.UnixMicroseconds)
            : null,
    };

    public readonly Transfer ToTransfer() => new(
        new TransferId(Id), WalletId.Parse(Sender), WalletId.Parse(Receiver), Amount.From(AmountMinor),
        SenderBalanceAfterMinor, ReceiverBalanceAfterMinor, new Timestamp(CreatedAtUnixMicroseconds),
        Note is { } note ? Core.Note.Parse(note) : null, (Operation)Operation,
        Link is { } link ? new TransferId(link) : null, Hold?.ToTerms());
}

[GenerateSerializer, Immutable, Alias("wallet.hold-terms")]
internal readonly record struct HoldTermsSurrogate(
    [property: Id(0)] string Payer, [property: Id(1)] string Receiver,
    [property: Id(2)] long ExpiresAtUnixMicroseconds)
{
    public HoldTerms ToTerms() =>
        new(WalletId.Parse(Payer), WalletId.Parse(Receiver), new Timestamp(ExpiresAtUnixMicroseconds));
}

[GenerateSerializer, Immutable, Alias("wallet.decision")]
internal struct DecisionSurrogate
{
    [Id(0)] public byte Code;
    [Id(1)] public TransferSurrogate? Transfer;
    [Id(2)] public bool Replayed;
    [Id(3)] public long? RemainingMinor;
    [Id(4)] public long? ResetsAtUnixMicroseconds;
    [Id(5)] public byte? RequestState;
}

[RegisterConverter]
internal sealed class DecisionConverter : IConverter<Decision, DecisionSurrogate>
{
    public Decision ConvertFromSurrogate(in DecisionSurrogate surrogate) =>
        new((OutcomeCode)surrogate.Code, surrogate.Transfer?.ToTransfer(), surrogate.Replayed,
            surrogate.RemainingMinor,
            surrogate.ResetsAtUnixMicroseconds is { } resetsAt ? new Timestamp(resetsAt) : null,
            (PaymentRequestState?)surrogate.RequestState);

    public DecisionSurrogate ConvertToSurrogate(in Decision value) => new()
    {
        Code = (byte)value.Code,
        Transfer = TransferSurrogate.From(value.Transfer),
        Replayed = value.Replayed,
        RemainingMinor = value.RemainingMinor,
        ResetsAtUnixMicroseconds = value.ResetsAt?.UnixMicroseconds,
        RequestState = (byte?)value.RequestState,
    };
}

[GenerateSerializer, Immutable, Alias("wallet.transfer-outcome")]
internal struct TransferOutcomeSurrogate
{
    [Id(0)] public byte Code;
    [Id(1)] public TransferSurrogate? Transfer;
    [Id(2)] public bool Replayed;
    [Id(3)] public int? AttemptsLeft;
    [Id(4)] public TimeSpan? RetryAfter;
    [Id(5)] public long? RemainingMinor;
    [Id(6)] public long? ResetsAtUnixMicroseconds;
    [Id(7)] public byte? RequestState;
}

[RegisterConverter]
internal sealed class TransferOutcomeConverter : IConverter<TransferOutcome, TransferOutcomeSurrogate>
{
    public TransferOutcome ConvertFromSurrogate(in TransferOutcomeSurrogate surrogate) => new(
        (OutcomeCode)surrogate.Code, surrogate.Transfer?.ToTransfer(), surrogate.Replayed, surrogate.AttemptsLeft,
        surrogate.RetryAfter, surrogate.RemainingMinor,
        surrogate.ResetsAtUnixMicroseconds is { } resetsAt ? new Timestamp(resetsAt) : null,
        (PaymentRequestState?)surrogate.RequestState);

    public TransferOutcomeSurrogate ConvertToSurrogate(in TransferOutcome value) => new()
    {
        Code = (byte)value.Code,
        Transfer = TransferSurrogate.From(value.Transfer),
        Replayed = value.Replayed,
        AttemptsLeft = value.AttemptsLeft,
        RetryAfter = value.RetryAfter,
        RemainingMinor = value.RemainingMinor,
        ResetsAtUnixMicroseconds = value.ResetsAt?.UnixMicroseconds,
        RequestState = (byte?)value.RequestState,
    };
}
