using Wallet.Core;

namespace Wallet.TestKit;

/// <summary>Makes up commands: good ones, refused ones, retries of earlier ones (in the same batch too) and abuses of
/// their keys.</summary>
internal sealed class RandomCommands(Random random)
{
    private static readonly string?[] Notes = [null, null, "", "note", "ünïcödé ₹ 👍"];

    private readonly List<LedgerCommand> _sent = [];
    private readonly HashSet<(WalletId Caller, IdempotencyKey Key)> _keys = [];
    private int _nextKey;

    /// <summary>Every key that was used, with its caller.</summary>
    public IReadOnlyCollection<(WalletId Caller, IdempotencyKey Key)> Keys => _keys;

    /// <summary>Every transfer that has come of them but holds, which others can refer to.</summary>
    public List<Transfer> Transfers { get; } = [];

    /// <summary>Every hold that has come of them.</summary>
    public List<Transfer> Holds { get; } = [];

    /// <summary>Every payment request that was made.</summary>
    public List<PaymentRequest> Requests { get; } = [];

    /// <summary>Tells that commands are being sent, so that they can be sent again.</summary>
    public void Remember(IEnumerable<LedgerCommand> commands)
    {
        foreach (var command in commands)
        {
            _sent.Add(command);
            _keys.Add((command.Caller, command.Key));
        }
    }

    /// <summary>A batch of random commands.</summary>
    public IEnumerable<LedgerCommand> Batch(IReadOnlyList<WalletId> wallets, int count)
    {
        var batch = new List<LedgerCommand>(count);
        while (batch.Count < count)
            batch.Add(One(wallets, batch));
        return batch;
    }

    private LedgerCommand One(IReadOnlyList<WalletId> wallets, List<LedgerCommand> batch)
    {
        var earlier = batch.Count > 0 && random.Next(2) == 0 ? batch : _sent;
        var wallet = wallets[random.Next(wallets.Count)];
        return random.Next(24) switch
        {
            0 or 1 when earlier.Count > 0 => Earlier(earlier).Again(),
            2 when earlier.Count > 0 => Earlier(earlier),
            3 when earlier.Count > 0 => Abuse(Earlier(earlier), wallets),
            4 => Transfer(wallet, Commands.Wallet("nobody")),
            5 => Transfer(wallet, WalletId.Issuer),
            6 => Transfer(Commands.Wallet("stranger"), wallet),
            14 or 15 when Requests.Count > 0 => Commands.Pay(Requests[^(1 + random.Next(Math.Min(Requests.Count, 8)))]),
            16 or 17 when Transfers.Count > 0 => GiveBack(wallet),
            18 or 19 => Hold(wallet, random.Next(12) == 0 ? Commands.Wallet("nobody") : Other(wallet, wallets)),
            20 or 21 or 22 or 23 when Holds.Count > 0 => OfHold(wallet),
            7 or 8 or 9 => Commands.Deposit(wallet, AmountMinor(), Key()),
            _ => Transfer(wallet, Other(wallet, wallets)),
        };
    }

    // Mostly of recent ones, so that several often meet, also in one batch.
    private LedgerCommand GiveBack(WalletId wallet)
    {
        var transfer = Recent(Transfers);
        var amount = random.Next(3) switch { 0 => null, 1 => transfer.Amount.Minor, _ => (long?)AmountMinor() };
        return random.Next(4) switch
        {
            0 or 1 => Commands.Reversal(transfer, amount, Key()),
            // It is hardly ever theirs.
            2 when random.Next(4) == 0 => Commands.Refund(wallet, transfer.Id, AmountMinor(), Key()),
            _ => Commands.Refund(transfer, amount, Key(), Notes[random.Next(Notes.Length)]),
        };
    }

    private LedgerCommand Hold(WalletId from, WalletId to) => Commands.Hold(
        from, to, AmountMinor(), Key(), Notes[random.Next(Notes.Length)], TimeSpan.FromSeconds(random.Next(60, 600)));

    private LedgerCommand OfHold(WalletId wallet)
    {
        var hold = Recent(Holds);
        return random.Next(6) switch
        {
            0 => Commands.Capture(hold, key: Key()),
            1 => Commands.Release(hold, Key()),
            2 => Commands.Expire(hold),
            // These are hardly ever holds that are theirs, or holds at all.
            3 when random.Next(2) == 0 => Commands.Capture(wallet, Any().Id, AmountMinor(), Key()),
            3 => Commands.Release(wallet, Any().Id, Key()),
            _ => Commands.Capture(hold, AmountMinor(), Key()),
        };
    }

    private Transfer Any() => Recent(Transfers.Count > 0 && random.Next(2) == 0 ? Transfers : Holds);

    private Transfer Recent(List<Transfer> transfers) =>
        transfers[^(1 + random.Next(Math.Min(transfers.Count, random.Next(2) == 0 ? 3 : int.MaxValue)))];

    // Mostly recent ones, so that a retry often meets its first attempt in the same batch or the one before.
    private LedgerCommand Earlier(List<LedgerCommand> commands) =>
        commands[^(1 + random.Next(Math.Min(commands.Count, random.Next(2) == 0 ? 5 : int.MaxValue)))];

    private LedgerCommand Abuse(LedgerCommand command, IReadOnlyList<WalletId> wallets) => random.Next(3) switch
    {
        _ when command.Caller.IsEscrow => command.Again(),
        _ when command.Operation == Operation.Reversal =>
            Commands.Reversal(Transfers[random.Next(Transfers.Count)], AmountMinor(), command.Key.Value, "other"),
        0 when Transfers.FindLast(transfer => transfer.Receiver == command.Caller) is { } received =>
            Commands.Refund(received, AmountMinor(), command.Key.Value, "other"),
        0 => Commands.Deposit(command.Caller, command.Amount.Minor % Limits.MaxAmountMinor + 1, command.Key.Value),
        1 => Commands.Transfer(
            command.Caller, Other(command.Caller, wallets), AmountMinor(), command.Key.Value, "other"),
        _ => Commands.Transfer(
            command.Caller, command.Operation == Operation.Transfer ? command.Receiver : Other(command.Caller, wallets),
            Math.Max(1, command.Amount.Minor), command.Key.Value, command.Note is null ? "" : null),
    };

    private LedgerCommand Transfer(WalletId from, WalletId to) =>
        Commands.Transfer(from, to, AmountMinor(), Key(), Notes[random.Next(Notes.Length)]);

    private WalletId Other(WalletId wallet, IReadOnlyList<WalletId> wallets)
    {
        var others = wallets.Where(other => other != wallet).ToArray();
        return others[random.Next(others.Length)];
    }

    private long AmountMinor() =>
        random.Next(8) == 0 ? random.NextInt64(1, Limits.MaxAmountMinor + 1) : random.Next(1, 200);

    private string Key() => $"key-{_nextKey++}";
}
