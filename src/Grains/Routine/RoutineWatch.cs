using Microsoft.Extensions.Logging;

namespace Wallet.Grains;

/// <summary>Counts each failure of a piece of the routine. It says in the log when the first of several in a row came,
/// and when it works again.</summary>
/// <param name="work">Which piece.</param>
/// <param name="complaint">What is said when it fails.</param>
/// <param name="relief">What is said when it works again.</param>
/// <param name="log">The log.</param>
internal sealed partial class RoutineWatch(RoutineWork work, string complaint, string relief, ILogger log)
{
    private bool _failing;

    /// <summary>It failed.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="isAsked">Whether somebody asked for this very run, and so is told in any case.</param>
    public void Failed(Exception failure, bool isAsked = false)
    {
        RoutineTelemetry.Failed(work);
        if (!_failing || isAsked)
            LogFailure(complaint, failure);
        _failing = true;
    }

    /// <summary>It worked.</summary>
    public void Worked()
    {
        if (_failing)
            LogRelief(relief);
        _failing = false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Complaint}")]
    private partial void LogFailure(string complaint, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Relief}")]
    private partial void LogRelief(string relief);
}
