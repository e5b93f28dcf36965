namespace Wallet.Core;

/// <summary>Has one balance change decided durably.</summary>
public interface ITransferCommitter
{
    /// <summary>Decides one command. Failures are decisions too: <see cref="OutcomeCode.Busy"/> and
    /// <see cref="OutcomeCode.Unavailable"/> say that surely nothing happened, <see cref="OutcomeCode.OutcomeUnknown"/>
    /// that it could not be learnt.</summary>
    Task<Decision> CommitAsync(LedgerCommand command);
}
