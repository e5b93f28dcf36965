namespace Wallet.Torture;

/// <summary>What is tortured: one host, or a cluster of processes with all that it stands on.</summary>
internal interface IVictim : IAsyncDisposable
{
    /// <summary>What is to be known of the run, in words: what can't be done on this machine, and what is run if that
    /// is more than one version.</summary>
    IEnumerable<string> Notes { get; }

    /// <summary>What can be done to it.</summary>
    IReadOnlyList<IHarm> Harms { get; }

    /// <summary>Whether its audit saves chain heads and compares with saved ones.</summary>
    bool SavesHeads { get; }

    /// <summary>Where files can be put that harm to its storage does not concern.</summary>
    string Beside { get; }

    /// <summary>Starts it; clients are told where it listens.</summary>
    Task StartAsync();

    /// <summary>Ends all harm and sees to it that everything runs, is well and ready.</summary>
    Task RecoverAsync();

    /// <summary>Asks it to stop. It must end well.</summary>
    Task TerminateAsync();

    /// <summary>Makes an operator's key with all scopes.</summary>
    /// <returns>The key itself and its ID; null if there are no operators in all of its versions.</returns>
    Task<(string Key, string Id)?> AddOperatorAsync();

    /// <summary>Runs its own audit.</summary>
    Task<(int ExitCode, string Output)> AuditAsync(params string[] arguments);
}
