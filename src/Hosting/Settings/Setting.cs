using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Wallet.Hosting;

/// <summary>One setting: a property of the settings' classes, by its name in configuration.</summary>
/// <param name="Name">The full name, such as <c>Wallet:Pin:LockFor</c>.</param>
/// <param name="Property">What it is bound to.</param>
/// <param name="Group">The object that has the property.</param>
public sealed record Setting(string Name, PropertyInfo Property, object Group)
{
    /// <summary>What it is for, in a few words.</summary>
    public string Description => Property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";

    /// <summary>What its value must be, such as <c>10 to 15</c>; empty if any text will do.</summary>
    public string Rule => Rules.FirstOrDefault()?.FormatErrorMessage(Name)
        ?? (Property.PropertyType == typeof(bool) ? "true or false" : "");

    /// <summary>Whether its value must not be shown.</summary>
    public bool IsSecret => Property.GetCustomAttribute<PasswordPropertyTextAttribute>() is { Password: true };

    /// <summary>Its value; null if it has none.</summary>
    public object? Value => Property.GetValue(Group);

    /// <summary>Its value as it is written.</summary>
    public string Text => Value is bool on ? on ? "true" : "false" : $"{Value}";

    internal IEnumerable<ValidationAttribute> Rules => Property.GetCustomAttributes<ValidationAttribute>();

    /// <summary>All settings of a program, with their defaults. A list has one item.</summary>
    /// <param name="settings">The object whose properties are the sections, as it is made.</param>
    public static IReadOnlyList<Setting> In(object settings) => [.. Walk(settings, "")];

    internal static IEnumerable<Setting> Walk(object group, string prefix)
    {
        foreach (var property in group.GetType().GetProperties())
        {
            var (name, value) = (prefix + property.Name, property.GetValue(group));
            var parts = value is ISettingsGroup ? Walk(value, name + ":")
                : value is IList list && property.PropertyType.IsGenericType ? WalkItems(list, name)
                : [new Setting(name, property, group)];
            foreach (var setting in parts)
                yield return setting;
        }
    }

    private static IEnumerable<Setting> WalkItems(IList list, string name)
    {
        var items = list.Count > 0 ? list.Cast<object>()
            : [Activator.CreateInstance(list.GetType().GetGenericArguments()[0])!];
        return items.SelectMany((item, i) => Walk(item, $"{name}:{i}:"));
    }
}
