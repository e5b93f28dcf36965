namespace Wallet.Bench;

/// <summary>What was found at one size.</summary>
/// <param name="Entries">Entries in the ledger.</param>
/// <param name="Folder">The host's data folder with it.</param>
/// <param name="FileBytes">Size of the ledger file.</param>
internal sealed record GrowthResult(long Entries, string Folder, long FileBytes)
{
    /// <summary>One for each repetition.</summary>
    public List<ProbeResult> Probes { get; } = [];

    /// <summary>How long an audit took and its largest working set, one for each repetition.</summary>
    public List<(TimeSpan Took, long PeakBytes)> Audits { get; } = [];

    /// <summary>From the start of the host's process to its line that it listens, one for each repetition.</summary>
    public List<double> StartSeconds { get; } = [];
}
