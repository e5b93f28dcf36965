using Xunit;

namespace Wallet.TestKit;

/// <summary><c>docs/configuration.md</c>, whose tables are held against the code.</summary>
public static class ConfigurationDocument
{
    /// <summary>Fails unless the tables have exactly the settings that the code has, each with its spelling in the
    /// environment, its limits and its defaults.</summary>
    /// <param name="settings">What the code says: name, limits, and default as it is written.</param>
    /// <param name="columns">The columns of the programs whose settings these are, each with the settings that the
    /// program can't do without, and where it serves operators by default. A cell is empty where a program does not
    /// have a setting.</param>
    public static void Matches(
        IReadOnlyList<(string Name, string Limits, string Default)> settings,
        params (string Name, IReadOnlyCollection<string> Needed, string OperatorUrl)[] columns)
    {
        var rows = Rows().Where(row => row["setting"].Contains(':', StringComparison.Ordinal)
            && !row["setting"].StartsWith("Logging:", StringComparison.Ordinal)
            && columns.Any(column => row.GetValueOrDefault(column.Name, "").Length > 0)).ToArray();
        Assert.Equal(settings.Select(static setting => setting.Name).Order(StringComparer.Ordinal),
            rows.Select(static row => row["setting"]).Order(StringComparer.Ordinal));
        foreach (var (name, limits, byDefault) in settings)
        {
            var row = rows.Single(row => row["setting"] == name);
            Assert.Equal(name.Replace(":", "__", StringComparison.Ordinal), row["environment"]);
            if (limits.Length > 0)
                Assert.Equal((name, limits), (name, row["limits"]));
            foreach (var (column, needed, operatorUrl) in columns)
            {
                var said = needed.Contains(name) ? "needed" : name == "Wallet:Operator:Urls" ? operatorUrl
                    : byDefault.Length == 0 ? "none" : byDefault;
                if (row[column].Length > 0 || needed.Contains(name))
                    Assert.Equal((name, said), (name, row[column]));
            }
        }
    }

    /// <summary>The rows of all tables of settings: cells by the column's name, without code marks.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Rows()
    {
        var path = Path.Combine(Repository.Find() ?? throw new InvalidOperationException("There is no repository."),
            "docs", "configuration.md");
        string[]? header = null;
        foreach (var line in File.ReadLines(path))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length < 3)
                header = null;
            else if (header is null)
                header = cells;
            else if (header[1] == "setting" && !cells[1].StartsWith("--", StringComparison.Ordinal))
                yield return header.Zip(cells).Where(static cell => cell.First.Length > 0).ToDictionary(
                    static cell => cell.First,
                    static cell => cell.Second.Replace("`", "", StringComparison.Ordinal));
        }
    }
}
