using Wallet.Core;

namespace Wallet.Grains.Abstractions.Surrogates;

[GenerateSerializer, Immutable, Alias("wallet.ledger-command")]
internal struct LedgerCommandSurrogate
{
    [Id(0)] public byte Operation;
    [Id(1)] public string Caller;
    [Id(2)] public string Sender;
    [Id(3)] public string? Receiver;
    [Id(4)] public long AmountMinor;
    [Id(5)] public string? Note;
    [Id(6)] public string Key;
    [Id(7)] public byte[] Fingerprint;
    [Id(8)] public Guid ProposedId;
    [Id(9)] public Guid? Link;
    [Id(10)] public Guid? By;
    [Id(11)] public string? HoldReceiver;
    [Id(12)] public long? HoldSeconds;
}

// The fingerprint travels along: during a rolling update, what a request asked for is what its first silo said.
[RegisterConverter]
internal sealed class LedgerCommandConverter : IConverter<LedgerCommand, LedgerCommandSurrogate>
{
    public LedgerCommand ConvertFromSurrogate(in LedgerCommandSurrogate surrogate) => new(
        (Operation)surrogate.Operation, WalletId.Parse(surrogate.Caller), WalletId.Parse(surrogate.Sender),
        surrogate.Receiver is { } receiver ? WalletId.Parse(receiver) : default,
        surrogate.AmountMinor == Amount.Rest.Minor ? Amount.Rest : Amount.From(surrogate.AmountMinor),
        surrogate.Note is { } note ? Core.Note.Parse(note) : null, IdempotencyKey.Parse(surrogate.Key),
        new Fingerprint(surrogate.Fingerprint), new TransferId(surrogate.ProposedId),
        surrogate.Link is { } link ? new TransferId(link) : null,
        surrogate.By is { } by ? new OperatorKeyId(by) : null,
        surrogate is { HoldReceiver: { } payee, HoldSeconds: { } seconds }
            ? new NewHold(WalletId.Parse(payee), TimeSpan.FromSeconds(seconds))
            : null);

    public LedgerCommandSurrogate ConvertToSurrogate(in LedgerCommand value) => new()
    {
        Operation = (byte)value.Operation,
        Caller = value.Caller.Value,
        Sender = value.Sender.Value,
        Receiver = value.IsOpen ? null : value.Receiver.Value,
        AmountMinor = value.Amount.Minor,
        Note = value.Note?.Value,
        Key = value.Key.Value,
        Fingerprint = value.Fingerprint.ToArray(),
        ProposedId = value.ProposedId.Value,
        Link = value.Link?.Value,
        By = value.By?.Value,
        HoldReceiver = value.Hold?.Receiver.Value,
        HoldSeconds = (long?)value.Hold?.ExpiresIn.TotalSeconds,
    };
}
