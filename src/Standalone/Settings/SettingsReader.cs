using System.Globalization;
using System.Net;

namespace Wallet.Standalone;

/// <summary>Reads settings strictly: a bad value is refused in one line that names the setting, and so is a name that
/// nobody asked for.</summary>
internal sealed class SettingsReader(IConfigurationSection section)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public string Path(string name, string defaultValue)
    {
        var text = Find(name);
        if (text is null)
            return System.IO.Path.GetFullPath(defaultValue);
        if (text.Length == 0 || text.Contains('\0', StringComparison.Ordinal))
            throw Bad(name, "must be a folder", text);
        return System.IO.Path.GetFullPath(text);
    }

    public bool Switch(string name, bool defaultValue) => Find(name) switch
    {
        null => defaultValue,
        var text when bool.TryParse(text, out var value) => value,
        var text => throw Bad(name, "must be true or false", text),
    };

    public int Integer(string name, int defaultValue, int min, int max) => Find(name) switch
    {
        null => defaultValue,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min
            && value <= max => value,
        var text => throw Bad(name, $"must be {min} to {max}", text),
    };

    public string Currency(string name, string defaultValue) => Find(name) switch
    {
        null => defaultValue,
        { Length: 3 } text when !text.AsSpan().ContainsAnyExceptInRange('A', 'Z') => text,
        var text => throw Bad(name, "must be three capital letters", text),
    };

    public TimeSpan Duration(string name, TimeSpan defaultValue, TimeSpan min, TimeSpan max) => Find(name) switch
    {
        null => defaultValue,
        var text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= min
            && value <= max => value,
        var text => throw Bad(name, $"must be a time from {min} to {max}, written like 00:05:00", text),
    };

    /// <summary>A list, either as one text with commas or as a JSON array.</summary>
    public IReadOnlyList<IPNetwork> Networks(string name)
    {
        var texts = Find(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .ToList() ?? [];
        foreach (var item in section.GetSection(name).GetChildren())
        {
            _known.Add(item.Path);
            texts.Add(item.Value ?? "");
        }

        return texts.ConvertAll(text =>
            ParseNetwork(text) ?? throw Bad(name, "must list addresses or networks like 10.0.0.0/8", text));
    }

    /// <summary>Refuses settings that were not read: most likely they are misspelt.</summary>
    public void RefuseUnknown()
    {
        foreach (var (path, value) in section.AsEnumerable())
        {
            if (value is not null && path != section.Path && !_known.Contains(path))
                throw new StartException(ExitCodes.BadSetting, $"There is no setting {path}.");
        }
    }

    private static IPNetwork? ParseNetwork(string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out var network) ? network : null;
    }

    private string? Find(string name)
    {
        _known.Add(section.Path + ":" + name);
        return section[name];
    }

    private StartException Bad(string name, string rule, string value) =>
        new(ExitCodes.BadSetting, $"{section.Path}:{name} {rule}, not '{Shown(value)}'.");

    // One line, whatever the value holds.
    private static string Shown(string value) =>
        string.Concat(value.Take(100).Select(static c => char.IsControl(c) ? '?' : c));
}
