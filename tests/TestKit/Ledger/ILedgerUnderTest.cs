using Wallet.Core;

namespace Wallet.TestKit;

/// <summary>A ledger that a suite runs on, with data of its own.</summary>
public interface ILedgerUnderTest : IAsyncDisposable
{
    /// <summary>The ledger. Another object after <see cref="ReopenAsync"/>.</summary>
    ILedger Ledger { get; }

    /// <summary>The users beside it.</summary>
    IUserStore Users { get; }

    /// <summary>What operators see and do in it.</summary>
    IOperatorStore Operators { get; }

    /// <summary>What can be read of holds.</summary>
    IHoldStore Holds { get; }

    /// <summary>The limits that owners set in it.</summary>
    ISpendingStore Spending { get; }

    /// <summary>The payment requests in it.</summary>
    IPaymentRequestStore Requests { get; }

    /// <summary>The same ledger, as an operator's process finds it.</summary>
    ILedgerOperator Operator { get; }

    /// <summary>Closes the ledger.</summary>
    ValueTask CloseAsync();

    /// <summary>Closes the ledger and opens it again on the same data.</summary>
    Task ReopenAsync();

    /// <summary>Checks the stored data against the invariants of the design.</summary>
    /// <returns>What is violated; empty if nothing is.</returns>
    Task<IReadOnlyList<string>> AuditAsync();
}
