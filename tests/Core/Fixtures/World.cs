using Wallet.Ledger.Sqlite;
using Wallet.TestKit;

namespace Wallet.Core.Tests;

/// <summary>Everything that a transfer goes through, real down to the disk: only time is driven, and faults are
/// injected at the edges.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteLedger _sqlite;

    public World(PinOptions? pinOptions = null)
    {
        PinOptions = pinOptions ?? new PinOptions();
        _sqlite = SqliteLedger.Open(new SqliteLedgerOptions { Path = _folder.File("ledger.db") }, Time);
        Ledger = new FaultyLedger(_sqlite);
        Users = new FaultyUsers(_sqlite);
        Peppers = new PepperRing([Pepper]);
        Hasher = new SecretHasher(Bcrypt, Peppers, TestBcrypt.WorkFactor);
        Pins = new PinLockouts(user => new PinLockout(user, Users, Lockouts, Hasher, Hashing, PinOptions, Time));
        InnerGate = new MemoryGate(Time);
        Gate = new WatchedGate(InnerGate);
        Committer = new GroupCommitter(Ledger, Time);
        Chain = NewChain();
        SignIns = new SignInLockout(Lockouts, new SignInOptions(), Time);
        Accounts = new AccountService(Users, SignIns, Hasher, Hashing, Time);
    }

    public FakeTime Time { get; } = new();

    public TestBcrypt Bcrypt { get; } = new();

    public MemoryLockoutStore Lockouts { get; } = new();

    /// <summary>Several slots, so that what must not run side by side could.</summary>
    public HashingQueue Hashing { get; } = new(slots: 4);

    public PinOptions PinOptions { get; }

    public FaultyLedger Ledger { get; }

    public IOperatorStore Operators => _sqlite;

    public ISpendingStore Spending => _sqlite;

    public IPaymentRequestStore Requests => _sqlite;

    public FaultyUsers Users { get; }

    /// <summary>The pepper that there is at first.</summary>
    public static NamedKey Pepper { get; } =
        new() { Id = "p1", Value = [.. Enumerable.Range(1, NamedKey.MinBytes).Select(static i => (byte)i)] };

    public PepperRing Peppers { get; }

    public SecretHasher Hasher { get; }

    /// <summary>Everybody's lockout, as their grains have them.</summary>
    public PinLockouts Pins { get; }

    public MemoryGate InnerGate { get; }

    public WatchedGate Gate { get; }

    public GroupCommitter Committer { get; }

    public TransferChain Chain { get; }

    public SignInLockout SignIns { get; }

    public AccountService Accounts { get; }

    /// <summary>The PIN of everybody.</summary>
    public static Pin Pin { get; } = Secret.Pin("4711");

    /// <summary>Nobody's PIN.</summary>
    public static Pin WrongPin { get; } = Secret.Pin("1174");

    /// <summary>The password of everybody.</summary>
    public static Password Password { get; } = Secret.Password("correct horse");

    /// <summary>The lockouts as a new process has them: nothing in memory, a queue of its own, the same
    /// stores.</summary>
    public PinLockouts NewPinLockouts()
    {
        var queue = new HashingQueue();
        return new PinLockouts(user => new PinLockout(user, Users, Lockouts, Hasher, queue, PinOptions, Time));
    }

    /// <summary>A chain of the same parts, but for a committer.</summary>
    public TransferChain NewChain(ITransferCommitter? committer = null) =>
        new(Pins, Gate, committer ?? Committer, Ledger, _sqlite, Time);

    /// <summary>Registers a user as the service does, and funds the wallet.</summary>
    public async Task<Caller> RegisterAsync(string name, long balanceMinor = 0)
    {
        var result = await Accounts.RegisterAsync(People.Email(name + "@example.org"), Password, Pin);
        Xunit.Assert.Equal(RegisterVerdict.Registered, result.Verdict);
        await _sqlite.FundAsync(result.Wallet, balanceMinor);
        return new Caller(result.User, result.Wallet);
    }

    /// <summary>A request, as valid as can be unless told otherwise.</summary>
    public static TransferRequest Request(
        WalletId receiver, long amountMinor, string? key = null, Pin? pin = null, string? note = null) =>
        new(receiver, Amount.From(amountMinor), pin ?? Pin, Commands.Key(key), Commands.NoteOf(note));

    public async ValueTask DisposeAsync()
    {
        await Committer.DisposeAsync().InTimeAsync();
        await _sqlite.DisposeAsync();
        Xunit.Assert.Empty(SqliteAudit.Run(_folder.File("ledger.db")).Violations);
        _folder.Dispose();
    }
}
