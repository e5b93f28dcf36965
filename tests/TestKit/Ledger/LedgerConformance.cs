using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

/// <summary>
/// What <see cref="ILedger"/>, <see cref="IUserStore"/>, <see cref="IOperatorStore"/> and
/// <see cref="IPaymentRequestStore"/> promise, as tests that every ledger passes unchanged. Each test gets a ledger of
/// its own, and after each the stored data is audited.
/// </summary>
public abstract partial class LedgerConformance : IAsyncLifetime
{
    private ILedgerUnderTest? _subject;

    /// <summary>The ledger's time.</summary>
    protected FakeTime Time { get; } = new();

    /// <summary>The ledger.</summary>
    protected ILedger Ledger => Subject.Ledger;

    /// <summary>The users beside it.</summary>
    protected IUserStore Users => Subject.Users;

    /// <summary>What operators see and do in it.</summary>
    protected IOperatorStore Operators => Subject.Operators;

    /// <summary>What can be read of its holds.</summary>
    protected IHoldStore Holds => Subject.Holds;

    /// <summary>The limits that owners set in it.</summary>
    protected ISpendingStore Spending => Subject.Spending;

    /// <summary>The payment requests in it.</summary>
    protected IPaymentRequestStore Requests => Subject.Requests;

    private ILedgerUnderTest Subject => _subject ?? throw new InvalidOperationException("The ledger was not opened.");

    /// <summary>Opens an empty ledger.</summary>
    protected abstract Task<ILedgerUnderTest> OpenAsync(TimeProvider time);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _subject = await OpenAsync(Time);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_subject is null)
            return;
        await using (_subject)
            Assert.Empty(await _subject.AuditAsync());
    }

    /// <summary>Closes the ledger and opens it again.</summary>
    protected Task ReopenAsync() => Subject.ReopenAsync();

    /// <summary>Registers a user and funds the wallet.</summary>
    protected async Task<WalletId> OpenWalletAsync(string name, long balanceMinor = 0)
    {
        var wallet = await Users.RegisterWalletAsync(name);
        await Ledger.FundAsync(wallet, balanceMinor);
        return wallet;
    }

    /// <summary>Commits one command and expects a code.</summary>
    protected async Task<Decision> ExpectAsync(OutcomeCode code, LedgerCommand command)
    {
        var decision = await Ledger.CommitOneAsync(command);
        Assert.Equal(code, decision.Code);
        Assert.Equal(code == OutcomeCode.Committed, decision.Transfer is not null);
        return decision;
    }

    /// <summary>Commits a batch and expects its codes.</summary>
    protected async Task<IReadOnlyList<Decision>> ExpectAsync(OutcomeCode[] codes, params LedgerCommand[] batch)
    {
        var decisions = await Ledger.CommitAsync(batch);
        Assert.Equal(codes, decisions.Select(static decision => decision.Code));
        return decisions;
    }
}
