namespace Wallet.Cluster;

/// <summary>A host cannot start. The message is one plain line for whoever starts it.</summary>
/// <param name="exitCode">The process's exit code: <see cref="BadSettings"/> or <see cref="CannotServe"/>.</param>
/// <param name="message">The line.</param>
/// <param name="inner">What lay behind it.</param>
public sealed class StartException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>A setting is missing or bad.</summary>
    public const int BadSettings = 2;

    /// <summary>Something outside is missing, taken or down.</summary>
    public const int CannotServe = 3;

    /// <summary>The process's exit code.</summary>
    public int ExitCode { get; } = exitCode;
}
