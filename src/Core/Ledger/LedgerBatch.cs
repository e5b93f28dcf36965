namespace Wallet.Core;

/// <summary>
/// The rules of money, once, for every ledger: decides a batch in order against what the ledger has read inside its
/// transaction. The ledger tells it which keys and wallets it found, calls <see cref="Decide"/>, and writes
/// <see cref="Records"/> and <see cref="ChangedWallets"/>.
/// </summary>
public sealed class LedgerBatch
{
    private readonly IReadOnlyList<LedgerCommand> _commands;
    private readonly KeyRecord?[] _found;
    private readonly Dictionary<WalletId, WalletState> _wallets;
    private readonly List<PostedRecord> _records;
    private readonly List<WalletState> _changed;
    private long? _nextEntry;

    /// <summary>Starts a batch.</summary>
    /// <exception cref="ArgumentException">The batch is empty or larger than <see cref="Limits.MaxBatch"/>.</exception>
    public LedgerBatch(IReadOnlyList<LedgerCommand> commands)
    {
        if (commands.Count is 0 or > Limits.MaxBatch)
            throw new ArgumentException("A batch holds 1 to 512 commands.", nameof(commands));
        _commands = commands;
        _found = new KeyRecord?[commands.Count];
        _wallets = new Dictionary<WalletId, WalletState>(2 * commands.Count);
        _records = new List<PostedRecord>(commands.Count);
        _changed = new List<WalletState>(2 * commands.Count);
    }

    /// <summary>The commands, in order.</summary>
    public IReadOnlyList<LedgerCommand> Commands => _commands;

    /// <summary>What is to be written for keys, transfers and entries, in order. Filled by
    /// <see cref="Decide"/>.</summary>
    public IReadOnlyList<PostedRecord> Records => _records;

    /// <summary>The wallets that are to be written, each once. Filled by <see cref="Decide"/>.</summary>
    public IReadOnlyList<WalletState> ChangedWallets => _changed;

    /// <summary>Tells that the ledger already has a record under the key of command <paramref name="index"/>.</summary>
    public void FoundKey(int index, KeyRecord record) => _found[index] = record;

    /// <summary>Whether a record has been told for the key of command <paramref name="index"/>.</summary>
    public bool HasKey(int index) => _found[index] is not null;

    /// <summary>Tells the state of a wallet. A wallet that is not told does not exist.</summary>
    public void FoundWallet(WalletState wallet) => _wallets[wallet.Id] = wallet;

    /// <summary>Decides every command, in order. To be called once.</summary>
    /// <param name="now">The ledger's time.</param>
    /// <param name="firstEntry">The number of the first entry to be written, in a ledger that numbers its entries:
    /// those of a transfer get two numbers that follow each other, the debit's first. Null in a ledger that finds an
    /// entry by wallet and sequence.</param>
    public Decision[] Decide(Timestamp now, long? firstEntry = null)
    {
        _nextEntry = firstEntry;
        var decisions = new Decision[_commands.Count];
        // Only a batch of several can hold the same key twice.
        var earlier = _commands.Count > 1
            ? new Dictionary<(WalletId, IdempotencyKey), KeyRecord>(_commands.Count)
            : null;
        for (var i = 0; i < decisions.Length; i++)
        {
            var command = _commands[i];
            var record = _found[i];
            if (record is null && earlier is not null)
                earlier.TryGetValue((command.Caller, command.Key), out record);
            if (record is not null)
            {
                decisions[i] = Decision.FromRecord(command, record);
                continue;
            }

            decisions[i] = DecideNew(command, now, out record);
            if (record is not null)
                earlier?.Add((command.Caller, command.Key), record);
        }

        return decisions;
    }

    private Decision DecideNew(LedgerCommand command, Timestamp now, out KeyRecord? record)
    {
        record = null;
        if (command.Sender == command.Receiver)
            throw new InvalidOperationException("A transfer to oneself reached the ledger.");
        if (!_wallets.TryGetValue(command.Caller, out var caller)
            || !_wallets.TryGetValue(command.Sender, out var sender))
            return new Decision(OutcomeCode.CallerNotFound);
        _wallets.TryGetValue(command.Receiver, out var receiver);

        var code = Judge(sender, receiver, command.Amount);
        if (code != OutcomeCode.Committed)
        {
            record = new KeyRecord(command.Fingerprint, code, null);
            _records.Add(new PostedRecord(command, caller, record, default, default));
            return new Decision(code);
        }

        // After this point, the transfer must succeed.
        var at = Timestamp.Max(now, Timestamp.Max(sender.LastEntryAt, receiver!.LastEntryAt));
        var sumBefore = (Int128)sender.BalanceMinor + receiver.BalanceMinor;
        if (!sender.Changed)
            _changed.Add(sender);
        if (!receiver.Changed)
            _changed.Add(receiver);
        var debit =
            sender.Post(command.ProposedId, Direction.Debit, receiver, command.Amount, at, command.Note, _nextEntry);
        var credit = receiver.Post(
            command.ProposedId, Direction.Credit, sender, command.Amount, at, command.Note, _nextEntry + 1);
        _nextEntry += 2;
        if ((Int128)sender.BalanceMinor + receiver.BalanceMinor != sumBefore)
            throw new InvalidOperationException("A transfer would have created or destroyed money.");
        var transfer = new Transfer(
            command.ProposedId, sender.Id, receiver.Id, command.Amount, debit.BalanceAfterMinor,
            credit.BalanceAfterMinor, at, command.Note);
        record = new KeyRecord(command.Fingerprint, OutcomeCode.Committed, transfer);
        _records.Add(new PostedRecord(command, caller, record, debit, credit));
        return new Decision(OutcomeCode.Committed, transfer);
    }

    // In the order of precedence that OutcomeCode documents.
    private static OutcomeCode Judge(WalletState sender, WalletState? receiver, Amount amount)
    {
        if (receiver is null || receiver.Id.IsIssuer)
            return OutcomeCode.ReceiverNotFound;
        if (sender.Frozen || receiver.Frozen)
            return OutcomeCode.WalletFrozen;
        if (!sender.Id.IsIssuer && sender.BalanceMinor < amount.Minor)
            return OutcomeCode.InsufficientFunds;
        if (receiver.BalanceMinor > Limits.MaxBalanceMinor - amount.Minor)
            return OutcomeCode.BalanceLimit;
        // What the issuer owes must fit 64 bits as well.
        if (sender.BalanceMinor < long.MinValue + amount.Minor)
            return OutcomeCode.BalanceLimit;
        return OutcomeCode.Committed;
    }
}
