using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>Tests of a committer over a real ledger that fails as it is told to. Ada has money and sends it to
/// Bob.</summary>
/// <param name="balance">What Ada has, in minor units.</param>
/// <param name="amount">What each command of <see cref="Send()"/> moves, in minor units.</param>
public abstract class CommitterTests(long balance = 1000, long amount = 1) : IAsyncLifetime
{
    private protected World World { get; } = new();

    protected FaultyLedger Ledger => World.Ledger;

    protected WalletId Ada { get; private set; }

    protected WalletId Bob { get; private set; }

    /// <summary>The failures that committers of <see cref="NewCommitter(GroupCommitterOptions)"/> have
    /// reported.</summary>
    protected List<Exception> Reported { get; } = [];

    public async ValueTask InitializeAsync()
    {
        Ada = (await World.RegisterAsync("ada", balance)).Wallet;
        Bob = (await World.RegisterAsync("bob")).Wallet;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await World.DisposeAsync();
    }

    protected LedgerCommand Send() => Commands.Transfer(Ada, Bob, amount);

    protected LedgerCommand[] Send(int count) => [.. Enumerable.Range(0, count).Select(_ => Send())];

    /// <summary>Something the chain refuses. If it got to the ledger all the same, that would be a defect, and the real
    /// ledger can't bear it.</summary>
    protected LedgerCommand Poisoned() => Commands.Transfer(Ada, Ada, amount);

    protected Task<Decision> CommitAsync(LedgerCommand command) => World.Committer.CommitAsync(command);

    protected async Task<(long Ada, long Bob)> BalancesAsync() =>
        (await Ledger.BalanceAsync(Ada), await Ledger.BalanceAsync(Bob));

    protected GroupCommitter NewCommitter(GroupCommitterOptions? options = null) =>
        new(Ledger, World.Time, Reported.Add, options);

    /// <summary>Keeps a committer busy with its first batch until the turnstile is opened.</summary>
    protected async Task<(Turnstile Turnstile, Task<Decision> First)> HoldFirstAsync(GroupCommitter? committer = null)
    {
        var turnstile = new Turnstile();
        Ledger.Next(Fault.Behind(turnstile));
        var first = (committer ?? World.Committer).CommitAsync(Send());
        await turnstile.Reached.InTimeAsync();
        return (turnstile, first);
    }
}
