namespace Wallet.Core;

/// <summary>
/// The rules of money, once, for every ledger: decides a batch in order against what the ledger has read inside its
/// transaction. The ledger tells it which keys, wallets and linked transfers it found, calls <see cref="Decide"/>, and
/// writes <see cref="Records"/>, <see cref="ChangedWallets"/> and <see cref="LogEntries"/>. What each operation allows
/// is told by its <see cref="OperationRules"/>.
/// </summary>
public sealed class LedgerBatch
{
    private readonly KeyRecord?[] _found;
    private readonly Dictionary<WalletId, WalletState> _wallets;
    private readonly List<PostedRecord> _records;
    private readonly List<WalletState> _changed;
    private IReadOnlyList<LedgerCommand> _commands;
    private Dictionary<TransferId, LinkedTransfer>? _linked;
    private Dictionary<RequestId, RequestedPayment>? _requests;
    private List<PaymentRequest>? _paidRequests;
    private OperatorLogHead? _log;
    private List<OperatorLogEntry>? _logEntries;
    private List<TransferId>? _closed;

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

    /// <summary>The commands, in order; those that were open are complete after <see cref="FindWallets"/>.</summary>
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

    /// <summary>The wallets that commands without a record are about and that have not been told, each once. To be
    /// asked for after the links have been told; before, it leaves out what only they can tell.</summary>
    public IReadOnlyCollection<WalletId> FindWallets()
    {
        CompleteOpen();
        var wallets = new HashSet<WalletId>(2 * _commands.Count);
        for (var i = 0; i < _commands.Count; i++)
        {
            if (HasKey(i))
                continue;
            var command = _commands[i];
            Want(command.Sender);
            if (!command.IsOpen)
                Want(command.Receiver);
            if (command.Caller != command.Sender && command.Caller != command.Receiver)
                Want(command.Caller);
            if (command.Hold is { Receiver: var payee })
                Want(payee);
        }

        return wallets;

        void Want(WalletId id)
        {
            if (!_wallets.ContainsKey(id))
                wallets.Add(id);
        }
    }

    /// <summary>The transfers that are needed to decide, because commands without a record refer to them or users name
    /// them, each once; there are hardly ever any. To be asked for after the keys have been told.</summary>
    public IReadOnlyCollection<TransferId> FindLinks()
    {
        HashSet<TransferId>? links = null;
        for (var i = 0; i < _commands.Count; i++)
        {
            var command = _commands[i];
            if (command.Link is { } link && (_found[i] is null ? command.Request is null : command.NamesTransfer))
                (links ??= []).Add(link);
        }

        return links is null ? [] : links;
    }

    /// <summary>Tells a transfer that is referred to. One that is not told does not exist.</summary>
    public void FoundLinked(LinkedTransfer linked) => (_linked ??= [])[linked.Transfer.Id] = linked;

    /// <summary>The holds of which nothing is left any more. Filled by <see cref="Decide"/>.</summary>
    public IReadOnlyList<TransferId> ClosedHolds => _closed is null ? [] : _closed;

    /// <summary>The payment requests that commands without a record pay, each once; there are hardly ever any. To be
    /// asked for after the keys have been told.</summary>
    public IReadOnlyCollection<RequestId> FindRequests()
    {
        HashSet<RequestId>? requests = null;
        for (var i = 0; i < _commands.Count; i++)
        {
            if (_found[i] is null && _commands[i].Request is { } request)
                (requests ??= []).Add(request);
        }

        return requests is null ? [] : requests;
    }

    /// <summary>Tells a payment request that is to be paid.</summary>
    public void FoundRequest(PaymentRequest request) => (_requests ??= [])[request.Id] = new RequestedPayment(request);

    /// <summary>The payment requests that were paid, as they are to be written, in order. Filled by
    /// <see cref="Decide"/>.</summary>
    public IReadOnlyList<PaymentRequest> PaidRequests => _paidRequests is null ? [] : _paidRequests;

    /// <summary>Whether a command without a record may become a row of the operators' log. To be asked for after the
    /// keys have been told.</summary>
    public bool NeedsLog()
    {
        for (var i = 0; i < _commands.Count; i++)
        {
            if (_found[i] is null && Operations.Find((byte)_commands[i].Operation) is { IsOperators: true })
                return true;
        }

        return false;
    }

    /// <summary>Tells where the operators' log ends, if the batch needs it.</summary>
    public void FoundLog(OperatorLogHead head) => _log = head;

    /// <summary>The rows of the operators' log that are to be written, in order. Filled by
    /// <see cref="Decide"/>.</summary>
    public IReadOnlyList<OperatorLogEntry> LogEntries => _logEntries is null ? [] : _logEntries;

    /// <summary>Decides every command, in order. To be called once.</summary>
    /// <param name="now">The ledger's time.</param>
    public Decision[] Decide(Timestamp now)
    {
        CompleteOpen();
        var decisions = new Decision[_commands.Count];
        // Only a batch of several can hold the same key twice.
        var earlier = _commands.Count > 1
            ? new Dictionary<(WalletId, IdempotencyKey), KeyRecord>(_commands.Count)
            : null;
        for (var i = 0; i < decisions.Length; i++)
        {
            var command = _commands[i];
            if (RefuseNamed(command) is { } refused)
            {
                decisions[i] = refused;
                continue;
            }

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

    // What an open command leaves out is told by the transfer that it names.
    private void CompleteOpen()
    {
        if (_linked is null)
            return;
        LedgerCommand[]? completed = null;
        for (var i = 0; i < _commands.Count; i++)
        {
            var command = _commands[i];
            if (command.IsOpen && RefuseNamed(command) is null)
                (completed ??= [.. _commands])[i] = command.CompletedBy(_linked[command.Link!.Value].Transfer);
        }

        _commands = completed ?? _commands;
    }

    private Decision? RefuseNamed(LedgerCommand command)
    {
        if (!command.NamesTransfer)
            return null;
        var named = _linked?.GetValueOrDefault(command.Link!.Value)?.Transfer;
        var code = Operations.Of(command.Operation).JudgeNamed(named, command.Caller);
        return code == OutcomeCode.Committed ? null : new Decision(code);
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

        var rules = Operations.Of(command.Operation);
        var linked = Linked(command, rules);
        var requested = Requested(command, rules);
        // A hold goes into escrow, which is there; whom it is for has to be there too.
        if (command.Hold is { Receiver: var payee } && (payee.IsHouse || !_wallets.ContainsKey(payee)))
            receiver = null;
        var at = Timestamp.Max(now, sender.LastEntryAt);
        if (receiver is not null)
            at = Timestamp.Max(at, receiver.LastEntryAt);
        var judgement = rules.Judge(command, sender, receiver, linked, now, at);
        if (judgement.Code == OutcomeCode.Committed && requested is not null)
            judgement = requested.Judge(at);
        if (judgement.Code != OutcomeCode.Committed)
        {
            if (command.RecordsRefusals)
            {
                record = new KeyRecord(
                    command.Fingerprint, judgement.Code, null, judgement.RemainingMinor, judgement.ResetsAt);
                _records.Add(new PostedRecord(command, caller, record, default, default));
            }

            return new Decision(
                judgement.Code, RemainingMinor: judgement.RemainingMinor, ResetsAt: judgement.ResetsAt,
                RequestState: judgement.RequestState);
        }

        // After this point, the transfer must succeed.
        var amount = Amount.From(judgement.AmountMinor);
        var sumBefore = (Int128)sender.BalanceMinor + receiver!.BalanceMinor;
        if (!sender.Changed)
            _changed.Add(sender);
        if (!receiver.Changed)
            _changed.Add(receiver);
        var debit = sender.Post(command.ProposedId, Direction.Debit, receiver, amount, at, command.Note);
        var credit = receiver.Post(command.ProposedId, Direction.Credit, sender, amount, at, command.Note);
        if ((Int128)sender.BalanceMinor + receiver.BalanceMinor != sumBefore)
            throw new InvalidOperationException("A transfer would have created or destroyed money.");
        linked?.GiveBack(amount);
        if (linked is { RemainingMinor: 0, Transfer.Operation: Operation.Hold })
            (_closed ??= []).Add(linked.Transfer.Id);
        var hold = command.Hold is { } agreed
            ? new HoldTerms(sender.Id, agreed.Receiver, at.Plus(agreed.ExpiresIn))
            : sender.Id.IsEscrow ? linked!.Transfer.Hold : null;
        if (rules.CountsTowardsLimits)
            sender.Spend(amount, at);
        var transfer = new Transfer(
            command.ProposedId, sender.Id, receiver.Id, amount, debit.BalanceAfterMinor, credit.BalanceAfterMinor, at,
            command.Note, command.Operation, command.Link, hold);
        if (requested is not null)
        {
            requested.Pay(transfer.Id);
            (_paidRequests ??= []).Add(requested.Request);
        }

        if (rules.IsOperators)
            Log(now, command.By, transfer);
        record = new KeyRecord(command.Fingerprint, OutcomeCode.Committed, transfer);
        _records.Add(new PostedRecord(command, caller, record, debit, credit));
        return new Decision(OutcomeCode.Committed, transfer);
    }

    private void Log(Timestamp now, OperatorKeyId? by, Transfer reversal)
    {
        var entry = (_log ?? throw new InvalidOperationException("A batch was not told where the log ends."))
            .Next(now, by, reversal);
        _log = OperatorLogHead.Of(entry);
        (_logEntries ??= []).Add(entry);
    }

    // A transfer never changes, so whoever acts for the house has read the one that a command refers to, and what a
    // user names has been judged: what does not fit here is nobody's refusal but a defect.
    private LinkedTransfer? Linked(LedgerCommand command, OperationRules rules)
    {
        if (rules.PaysRequests)
            return null;
        if (command.Link is not { } link)
        {
            return rules.RefersTo.Count == 0
                ? null
                : throw new InvalidOperationException($"A {rules.Name} without a link reached the ledger.");
        }

        if (rules.RefersTo.Count == 0)
            throw new InvalidOperationException($"A {rules.Name} with a link reached the ledger.");
        if (_linked is null || !_linked.TryGetValue(link, out var linked)
            || linked.Transfer.Receiver != command.Sender
            || (rules.GoesOn ? linked.Transfer.Hold?.Receiver : linked.Transfer.Payer) != command.Receiver)
            throw new InvalidOperationException($"A {rules.Name} reached the ledger that refers to nothing there is.");
        return linked;
    }

    // Nothing of a request ever changes but its state, so whoever makes a command has read the rest.
    private RequestedPayment? Requested(LedgerCommand command, OperationRules rules)
    {
        if (!rules.PaysRequests || command.Request is not { } id)
            return null;
        if (_requests is null || !_requests.TryGetValue(id, out var requested)
            || requested.Request.PaymentKey != command.Key
            || (requested.Request.Payer, requested.Request.Payee, requested.Request.Amount)
                != (command.Sender, command.Receiver, command.Amount))
            throw new InvalidOperationException("A transfer reached the ledger that pays no request there is.");
        return requested;
    }
}
