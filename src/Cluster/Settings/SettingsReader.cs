using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace Wallet.Cluster;

/// <summary>Reads settings and remembers everything that is wrong, so that it can all be said at once. Values of
/// secrets are not repeated.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _missing = [], _bad = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A text; null if it is not set, which is a complaint if it is required.</summary>
    public string? Text(string name, bool required = false)
    {
        _known.Add(name);
        if (configuration[name] is { Length: > 0 } text)
            return text;
        if (required)
            _missing.Add(name);
        return null;
    }

    /// <summary>A value that <paramref name="parse"/> accepts; the default if it is not set.</summary>
    public T Value<T>(string name, T byDefault, string rule, Func<string, T?> parse) where T : struct
    {
        if (Text(name) is not { } text)
            return byDefault;
        if (parse(text) is { } value)
            return value;
        _bad.Add($"{name} must be {rule}, not '{text}'.");
        return byDefault;
    }

    /// <summary>A whole number.</summary>
    public int Number(string name, int byDefault, int min, int max) =>
        Value<int>(name, byDefault, $"{min} to {max}", text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min
            && number <= max ? number : null);

    /// <summary>A span of time.</summary>
    public TimeSpan Span(string name, TimeSpan byDefault, TimeSpan min, TimeSpan max) =>
        Value<TimeSpan>(name, byDefault, $"a time from {min:c} to {max:c}, written like 00:05:00", text =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= min
            && span <= max ? span : null);

    /// <summary>A switch.</summary>
    public bool Flag(string name, bool byDefault) =>
        Value<bool>(name, byDefault, "true or false", static text => bool.TryParse(text, out var flag) ? flag : null);

    /// <summary>Networks, addresses or CIDR ranges: as one text with commas or as a list.</summary>
    public IReadOnlyList<IPNetwork> Networks(string name)
    {
        var texts = Text(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .ToList() ?? [];
        texts.AddRange(configuration.GetSection(name).GetChildren().Select(child => Text(child.Path) ?? ""));
        var networks = new List<IPNetwork>();
        foreach (var text in texts)
        {
            if (IPNetwork.TryParse(text, out var network))
                networks.Add(network);
            else if (IPAddress.TryParse(text, out var address))
                networks.Add(new IPNetwork(address, 8 * address.GetAddressBytes().Length));
            else
                _bad.Add($"{name} must list addresses or networks like 10.0.0.0/8, not '{text}'.");
        }

        return networks;
    }

    /// <summary>Keys with their IDs, the current one first: <c>Section:0:Id</c>, <c>Section:0:Value</c> in base64, and
    /// so on.</summary>
    public IReadOnlyList<NamedKey> Keys(string section, bool required)
    {
        var children = configuration.GetSection(section).GetChildren().Select(static child => child.Path).ToList();
        if (children.Count == 0)
            children.Add(section + ":0");
        var keys = new List<NamedKey>();
        foreach (var child in children)
        {
            var (id, value) = (Text(child + ":Id", required), Text(child + ":Value", required));
            if (id is null || value is null)
                continue;
            var bytes = new byte[value.Length];
            if (!Convert.TryFromBase64String(value, bytes, out var length) || length < NamedKey.MinBytes)
                _bad.Add($"{child}:Value must be the base64 of at least {NamedKey.MinBytes} bytes.");
            else if (keys.Exists(key => key.Id == id))
                _bad.Add($"{child}:Id is that of another key.");
            else
                keys.Add(new NamedKey(id, bytes[..length]));
        }

        return keys;
    }

    /// <summary>Complains that a setting is bad.</summary>
    public void Complain(string sentence) => _bad.Add(sentence);

    /// <summary>Complains of the names below <paramref name="section"/> that nobody asked for: they are typing
    /// errors.</summary>
    public void RefuseUnknown(string section) => _bad.AddRange(configuration.GetSection(section).AsEnumerable()
        .Where(setting => setting.Value is not null && !_known.Contains(setting.Key))
        .Select(static setting => $"{setting.Key} is not a setting."));

    /// <summary>Ends the reading.</summary>
    /// <exception cref="StartException">Something is missing or bad. All of it is named.</exception>
    public void Finish()
    {
        if (_missing.Count + _bad.Count == 0)
            return;
        if (_missing.Count > 0)
            _bad.Insert(0, $"Missing settings: {string.Join(", ", _missing)}.");
        throw new StartException(StartException.BadSettings, string.Join(' ', _bad));
    }
}
