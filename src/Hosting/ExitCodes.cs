namespace Wallet.Hosting;

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
