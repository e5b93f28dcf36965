using Wallet.Core;

namespace Wallet.Standalone;

/// <summary>Logs failures of the ledger. Nobody's money is in its messages: they name files and SQLite's own errors.</summary>
internal sealed partial class LedgerFailureLog(ILogger<LedgerFailureLog> logger)
{
    public void Write(Exception exception)
    {
        if (exception is LedgerException { Failure: var failure })
            LogFailure(failure, exception.Message);
        else
            LogUnexpected(exception);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "The ledger failed ({Failure}): {Reason}")]
    private partial void LogFailure(LedgerFailure failure, string reason);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "The ledger failed unexpectedly")]
    private partial void LogUnexpected(Exception exception);
}
