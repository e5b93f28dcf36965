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

/// <summary>What the process' exit code means.</summary>
public static class ExitCodes
{
    /// <summary>Everything went well.</summary>
    public const int Ok = 0;

    /// <summary>The command ran and the answer is no: an audit found violations, a wallet does not exist.</summary>
    public const int Failed = 1;

    /// <summary>A setting or the command line is wrong.</summary>
    public const int BadSetting = 2;

    /// <summary>The surroundings don't allow it: folder, lock, port, keys, ledger, or a store that can't be
    /// reached.</summary>
    public const int CannotStart = 3;

    /// <summary>This kind of ledger has other tools for that.</summary>
    public const int OtherTools = 4;
}
