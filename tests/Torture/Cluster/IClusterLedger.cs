namespace Wallet.Torture;

/// <summary>The ledger that the silos and the gateway of a cluster share, and the harm that can come to it.</summary>
internal interface IClusterLedger : IAsyncDisposable
{
    /// <summary>The setting that says where it is, once it has been started.</summary>
    string Address { get; }

    /// <summary>What the silos need in their environment for its sake.</summary>
    IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>What can't be done to it here, in words.</summary>
    IEnumerable<string> LeftOut { get; }

    /// <summary>Where files can be put that harm to it does not concern.</summary>
    string Beside { get; }

    /// <summary>What can be done to it.</summary>
    /// <param name="silo">Chooses a silo, for harm to both.</param>
    IEnumerable<IHarm> Harms(Func<Random, HostKeeper> silo);

    /// <summary>Starts what it stands on.</summary>
    Task StartAsync();

    /// <summary>Ends all harm.</summary>
    Task RecoverAsync();
}
