namespace Wallet.Bench;

/// <summary>Everything one run found out.</summary>
/// <param name="what">Which benchmark.</param>
/// <param name="settings">Its sizes and settings in words.</param>
/// <param name="machine">Where it ran.</param>
internal sealed class Report(string what, string settings, IReadOnlyList<string> machine)
{
    /// <summary>Its headlines.</summary>
    public IEnumerable<string> Head => [$"{what}: {settings}", .. machine];

    /// <summary>The measurements.</summary>
    public List<Series> Series { get; } = [];

    /// <summary>Their ratios.</summary>
    public List<Ratio> Ratios { get; } = [];

    /// <summary>What has to be known to read them.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Whether the run is to end with exit code 1.</summary>
    public bool Failed { get; set; }

    /// <summary>Adds a measurement.</summary>
    public void Add(Series series) => Series.Add(series);

    /// <summary>Adds a ratio.</summary>
    public void Add(Ratio ratio) => Ratios.Add(ratio);

    /// <summary>Adds a sentence.</summary>
    public void Note(string sentence) => Notes.Add(sentence);
}
