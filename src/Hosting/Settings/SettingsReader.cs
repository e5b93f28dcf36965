using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Wallet.Hosting;

/// <summary>
/// Binds settings and remembers all that is wrong with them, so that it can be said at once. The framework's binder
/// stops at the first fault; so each setting is first bound alone, and those that can be are then bound together.
/// Values of secrets are not repeated.
/// </summary>
/// <typeparam name="T">The class whose properties are the sections.</typeparam>
public sealed partial class SettingsReader<T> where T : class, new()
{
    private readonly IConfiguration _configuration;
    private readonly List<string> _missing = [], _faults = [];
    private readonly T _settings = new();

    /// <summary>Binds and checks whatever is set.</summary>
    /// <param name="configuration">Where it comes from.</param>
    /// <param name="testing">Whether the environment is Testing, where hashing may be cheap.</param>
    public SettingsReader(IConfiguration configuration, bool testing)
    {
        _configuration = configuration;
        var known = Setting.In(new T()).ToDictionary(
            static setting => setting.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var section in typeof(T).GetProperties().Select(static property => property.Name))
            Bind([.. Sound(section, known)], section, _settings);
        var context = new Dictionary<object, object?> { [WorkFactorAttribute.Testing] = testing };
        foreach (var setting in Setting.In(_settings))
        {
            if (setting.Rules.Any(rule => rule.GetValidationResult(
                setting.Value, new ValidationContext(setting.Group, context)) != ValidationResult.Success))
                Refuse(setting, setting.Name, configuration[setting.Name] ?? $"{setting.Value}");
        }
    }

    /// <summary>Complains of settings that are not set, or empty.</summary>
    public SettingsReader<T> Need(IEnumerable<string> names)
    {
        _missing.AddRange(names.Where(name => string.IsNullOrEmpty(_configuration[name])).Except(_missing));
        return this;
    }

    /// <summary>Complains of something else.</summary>
    public void Complain(string sentence) => _faults.Add(sentence);

    /// <summary>Complains of what settings say together.</summary>
    /// <param name="complaint">Finds the sentence to complain with; null if there is none.</param>
    public SettingsReader<T> Check(Func<T, string?> complaint)
    {
        if (complaint(_settings) is { } sentence)
            Complain(sentence);
        return this;
    }

    /// <summary>Ends the reading.</summary>
    /// <exception cref="StartException">Something is missing or bad. All of it is named.</exception>
    public T Finish()
    {
        if (_missing.Count > 0)
            _faults.Insert(0, $"Missing settings: {string.Join(", ", _missing)}.");
        return _faults.Count == 0 ? _settings
            : throw new StartException(ExitCodes.BadSetting, string.Join(' ', _faults));
    }

    // What can be bound. A name that nobody knows is a typing error; only below Wallet, for other sections may be
    // somebody else's too.
    private IEnumerable<KeyValuePair<string, string?>> Sound(string section, Dictionary<string, Setting> known)
    {
        foreach (var leaf in _configuration.GetSection(section).AsEnumerable())
        {
            if (leaf.Value is null)
                continue;
            var name = Index().Replace(LastIndex().Replace(leaf.Key, ""), ":0:");
            if (!known.TryGetValue(name, out var setting))
            {
                if (section == WalletSettings.Section)
                    Complain($"{leaf.Key} is not a setting.");
            }
            else if (CanBind(leaf, section))
                yield return leaf;
            else
                Refuse(setting, leaf.Key, leaf.Value);
        }
    }

    private static bool CanBind(KeyValuePair<string, string?> leaf, string section)
    {
        try
        {
            Bind([leaf], section, new T());
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Bind(IReadOnlyList<KeyValuePair<string, string?>> leaves, string section, T settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(leaves).Build().GetSection(section).Bind(
            typeof(T).GetProperty(section)!.GetValue(settings),
            static options => options.ErrorOnUnknownConfiguration = true);

    private void Refuse(Setting setting, string name, string value) =>
        Complain($"{name} must be {setting.Rule}{(setting.IsSecret ? "" : $", not '{Shown(value)}'")}.");

    // One line, whatever the value holds.
    private static string Shown(string value) =>
        string.Concat(value.Take(100).Select(static c => char.IsControl(c) ? '?' : c));

    [GeneratedRegex(@":\d+:")]
    private static partial Regex Index();

    [GeneratedRegex(@":\d+$")]
    private static partial Regex LastIndex();
}
