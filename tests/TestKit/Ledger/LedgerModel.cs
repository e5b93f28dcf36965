using Wallet.Core;

namespace Wallet.TestKit;

/// <summary>
/// The rules of money once more, as plainly as can be and sharing no code with the ledgers: what random tests compare a
/// ledger with. It compares requests by their parts, not by fingerprint, and looks a key up before anything else.
/// </summary>
internal sealed class LedgerModel
{
    private readonly Dictionary<WalletId, ModelWallet> _wallets = new() { [WalletId.Issuer] = new ModelWallet() };
    private readonly Dictionary<(WalletId Caller, IdempotencyKey Key), (
        LedgerCommand Command, OutcomeCode Code, Transfer? Transfer)> _records = [];

    public IReadOnlyDictionary<WalletId, ModelWallet> Wallets => _wallets;

    public IReadOnlyDictionary<(WalletId Caller, IdempotencyKey Key), (
        LedgerCommand Command, OutcomeCode Code, Transfer? Transfer)> Records => _records;

    public void Register(WalletId wallet) => _wallets.Add(wallet, new ModelWallet());

    public Decision Decide(LedgerCommand command, Timestamp now)
    {
        if (_records.TryGetValue((command.Caller, command.Key), out var record))
        {
            return Request(record.Command) == Request(command)
                ? new Decision(record.Code, record.Transfer, record.Transfer is null
                || record.Transfer.Id != command.ProposedId)
                : new Decision(OutcomeCode.IdempotencyKeyReused);
        }

        if (!_wallets.ContainsKey(command.Caller))
            return new Decision(OutcomeCode.CallerNotFound);
        var code = Judge(command);
        var transfer = code == OutcomeCode.Committed ? Move(command, now) : null;
        _records.Add((command.Caller, command.Key), (command, code, transfer));
        return new Decision(code, transfer);
    }

    private static (Operation, WalletId, Amount, string?) Request(LedgerCommand command) =>
        (command.Operation, command.Receiver, command.Amount, command.Note?.Value);

    private OutcomeCode Judge(LedgerCommand command)
    {
        if (command.Receiver.IsIssuer || !_wallets.TryGetValue(command.Receiver, out var receiver))
            return OutcomeCode.ReceiverNotFound;
        var sender = _wallets[command.Sender];
        if (sender.Frozen || receiver.Frozen)
            return OutcomeCode.WalletFrozen;
        if (!command.Sender.IsIssuer && command.Amount.Minor > sender.BalanceMinor)
            return OutcomeCode.InsufficientFunds;
        return receiver.BalanceMinor + command.Amount.Minor > 1_000_000_000_000_000
            ? OutcomeCode.BalanceLimit
            : OutcomeCode.Committed;
    }

    private Transfer Move(LedgerCommand command, Timestamp now)
    {
        var (sender, receiver) = (_wallets[command.Sender], _wallets[command.Receiver]);
        var at = new[] { now, sender.LastEntryAt, receiver.LastEntryAt }.Max();
        sender.BalanceMinor -= command.Amount.Minor;
        receiver.BalanceMinor += command.Amount.Minor;
        (sender.LastEntryAt, receiver.LastEntryAt) = (at, at);
        return new Transfer(
            command.ProposedId, command.Sender, command.Receiver, command.Amount, sender.BalanceMinor,
            receiver.BalanceMinor, at, command.Note, command.Operation, command.Link);
    }

    internal sealed class ModelWallet
    {
        public long BalanceMinor { get; set; }

        public bool Frozen { get; set; }

        public Timestamp LastEntryAt { get; set; }
    }
}
