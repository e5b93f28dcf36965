using System.Text.RegularExpressions;

namespace Wallet.TestKit.Http;

/// <summary>What <c>/metrics</c> served.</summary>
public sealed partial class Scrape
{
    private Scrape(string text)
    {
        Samples = [.. SampleLine().Matches(text).Select(static line => new MetricSample(
            line.Groups["name"].Value,
            Label().Matches(line.Groups["labels"].Value).ToDictionary(
                static label => label.Groups[1].Value, static label => label.Groups[2].Value),
            double.Parse(line.Groups["value"].ValueSpan, null)))];
        Families = [.. TypeLine().Matches(text).Select(static line => (line.Groups[1].Value, line.Groups[2].Value))];
    }

    /// <summary>The samples.</summary>
    public IReadOnlyList<MetricSample> Samples { get; }

    /// <summary>The metrics and their types.</summary>
    public IReadOnlyList<(string Name, string Type)> Families { get; }

    /// <summary>Names and labels without their values, which may look like anything.</summary>
    public string Words => string.Join('\n', Samples.Select(static sample =>
        sample.Name + " " + string.Join(' ', sample.Labels.Select(static label => $"{label.Key}={label.Value}"))));

    /// <summary>The sum of a metric's samples that have all of some labels.</summary>
    public double Sum(string name, params (string Label, string Value)[] labels) => Samples
        .Where(sample => sample.Name == name
            && Array.TrueForAll(labels, label => sample.Labels.GetValueOrDefault(label.Label) == label.Value))
        .Sum(static sample => sample.Value);

    /// <summary>Scrapes a host.</summary>
    /// <param name="operators">Where it serves operators.</param>
    public static async Task<Scrape> OfAsync(Uri operators)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return new Scrape(await http.GetStringAsync(new Uri(operators, "/metrics")));
    }

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>[^ \n]+)", RegexOptions.Multiline)]
    private static partial Regex SampleLine();

    [GeneratedRegex("""(\w+)="((?:[^"\\]|\\.)*)""" + "\"")]
    private static partial Regex Label();

    [GeneratedRegex(@"^# TYPE (\S+) (\S+)", RegexOptions.Multiline)]
    private static partial Regex TypeLine();
}

/// <summary>One line of a scrape.</summary>
public sealed record MetricSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
