namespace Wallet.Hosting;

/// <summary>The program cannot do what it was started for. The message is one plain line for whoever started
/// it.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="message">The line.</param>
/// <param name="inner">What led to it.</param>
public sealed class StartException(int exitCode, string message, Exception? inner = null)
    : Exception(message.ReplaceLineEndings(" "), inner)
{
    /// <summary>The exit code of the process.</summary>
    public int ExitCode { get; } = exitCode;
}
