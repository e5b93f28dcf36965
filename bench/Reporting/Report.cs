namespace Wallet.Bench;

/// <summary>Everything one run found out.</summary>
internal sealed class Report(string what, string settings, Machine machine)
{
    private readonly List<Series> _series = [];
    private readonly List<Ratio> _ratios = [];
    private readonly List<string> _notes = [];
    private readonly List<string> _files = [];

    /// <summary>Which benchmark.</summary>
    public string What { get; } = what;

    /// <summary>Its sizes and settings in words.</summary>
    public string Settings { get; } = settings;

    /// <summary>Where it ran.</summary>
    public Machine Machine { get; } = machine;

    /// <summary>The measurements.</summary>
    public IReadOnlyList<Series> Series => _series;

    /// <summary>Their ratios.</summary>
    public IReadOnlyList<Ratio> Ratios => _ratios;

    /// <summary>What has to be known to read them.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The charts.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>Whether the run is to end with exit code 1.</summary>
    public bool Failed { get; set; }

    /// <summary>Adds a measurement and hands it back.</summary>
    public Series Add(Series series)
    {
        _series.Add(series);
        return series;
    }

    /// <summary>Adds a ratio and hands it back.</summary>
    public Ratio Add(Ratio ratio)
    {
        _ratios.Add(ratio);
        return ratio;
    }

    /// <summary>Adds a sentence.</summary>
    public void Note(string sentence) => _notes.Add(sentence);

    /// <summary>Writes a chart and names it.</summary>
    public void AddChart(Workspace workspace, string name, LineChart chart)
    {
        Directory.CreateDirectory(workspace.Charts);
        var file = Path.Combine(workspace.Charts, name);
        File.WriteAllText(file, chart.ToSvg());
        _files.Add(Path.GetRelativePath(workspace.Repository, file));
    }
}
