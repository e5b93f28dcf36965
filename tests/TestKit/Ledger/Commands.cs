using Wallet.Core;

namespace Wallet.TestKit;

/// <summary>Short ways to say what a ledger shall decide. Each command proposes an ID of its own and, unless told, has
/// a key of its own.</summary>
public static class Commands
{
    /// <summary>A transfer.</summary>
    public static LedgerCommand Transfer(
        WalletId from, WalletId to, long amountMinor, string? key = null, string? note = null) =>
        LedgerCommand.Transfer(from, to, Amount.From(amountMinor), NoteOf(note), Key(key), NewId());

    /// <summary>A deposit.</summary>
    public static LedgerCommand Deposit(WalletId to, long amountMinor, string? key = null) =>
        LedgerCommand.Deposit(to, Amount.From(amountMinor), Key(key), NewId());

    /// <summary>A reversal of a transfer; of all that is left unless an amount is given.</summary>
    public static LedgerCommand Reversal(
        Transfer transfer, long? amountMinor = null, string? key = null, string reason = "paid twice") =>
        LedgerCommand.Reversal(
            transfer, amountMinor is { } amount ? Amount.From(amount) : Amount.Rest,
            NoteOf(reason) ?? throw new ArgumentNullException(nameof(reason)), Key(key), NewId());

    /// <summary>A refund of a transfer; of all that is left unless an amount is given.</summary>
    public static LedgerCommand Refund(
        Transfer transfer, long? amountMinor = null, string? key = null, string? note = null) => LedgerCommand.Refund(
            transfer.Receiver, transfer.Id, amountMinor is { } amount ? Amount.From(amount) : Amount.Rest, NoteOf(note),
            Key(key), NewId());

    /// <summary>A refund of whatever somebody names.</summary>
    public static LedgerCommand Refund(
        WalletId caller, TransferId named, long amountMinor = 1, string? key = null) =>
        LedgerCommand.Refund(caller, named, Amount.From(amountMinor), null, Key(key), NewId());

    /// <summary>A hold; of an hour unless told.</summary>
    public static LedgerCommand Hold(
        WalletId from, WalletId to, long amountMinor, string? key = null, string? note = null,
        TimeSpan? expiresIn = null) => LedgerCommand.PlaceHold(
            from, to, Amount.From(amountMinor), expiresIn ?? TimeSpan.FromHours(1), NoteOf(note), Key(key), NewId());

    /// <summary>A capture of a hold; of all that is left unless an amount is given.</summary>
    public static LedgerCommand Capture(Transfer hold, long? amountMinor = null, string? key = null) =>
        LedgerCommand.Capture(
            hold.Hold!.Receiver, hold.Id, amountMinor is { } amount ? Amount.From(amount) : Amount.Rest, Key(key),
            NewId());

    /// <summary>A capture of whatever somebody names.</summary>
    public static LedgerCommand Capture(
        WalletId caller, TransferId named, long amountMinor = 1, string? key = null) =>
        LedgerCommand.Capture(caller, named, Amount.From(amountMinor), Key(key), NewId());

    /// <summary>A release of whatever somebody names.</summary>
    public static LedgerCommand Release(WalletId caller, TransferId named, string? key = null) =>
        LedgerCommand.Release(caller, named, Key(key), NewId());

    /// <summary>A release of a hold by its receiver.</summary>
    public static LedgerCommand Release(Transfer hold, string? key = null) =>
        LedgerCommand.Release(hold.Hold!.Receiver, hold.Id, Key(key), NewId());

    /// <summary>A release of a hold that has expired, as it comes by itself.</summary>
    public static LedgerCommand Expire(Transfer hold) => LedgerCommand.ReleaseExpired(hold, NewId());

    /// <summary>A payment request that is to be made.</summary>
    public static NewPaymentRequest Ask(
        WalletId payee, WalletId payer, long amountMinor, string? key = null, string? note = null,
        TimeSpan? expiresIn = null) => new(
            RequestId.New(TimeProvider.System), payee, payer, Amount.From(amountMinor), NoteOf(note),
            expiresIn ?? Limits.DefaultRequestLifetime, Key(key));

    /// <summary>The payment of a request.</summary>
    public static LedgerCommand Pay(PaymentRequest request) => LedgerCommand.RequestPayment(request, NewId());

    /// <summary>The same request again: same key and payload, proposed under another ID, as a client's retry
    /// is.</summary>
    public static LedgerCommand Again(this LedgerCommand command) => command with { ProposedId = NewId() };

    /// <summary>A key; a new one if none is named.</summary>
    public static IdempotencyKey Key(string? text = null) => IdempotencyKey.Parse(text ?? Guid.NewGuid().ToString());

    /// <summary>A note, or none.</summary>
    public static Note? NoteOf(string? text) =>
        text is null ? null : Note.TryParse(text, out var note) ? note : throw new FormatException("Not a note.");

    /// <summary>A wallet ID by its name, without the suffix.</summary>
    public static WalletId Wallet(string name) => WalletId.Parse(name + WalletId.Suffix);

    private static TransferId NewId() => TransferId.New(TimeProvider.System);
}
