using System.Collections.Immutable;

namespace Wallet.Core;

/// <summary>The names of some values.</summary>
/// <param name="all">Each value with its name.</param>
public sealed class ValueNames<T>(params (T Value, string Name)[] all)
    where T : struct, Enum
{
    /// <summary>Each value with its name.</summary>
    public ImmutableArray<(T Value, string Name)> All { get; } = [.. all];

    /// <summary>The names.</summary>
    public string[] Names => [.. All.Select(static one => one.Name)];

    /// <summary>The name of a value.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public string Of(T value) =>
        All.First(one => EqualityComparer<T>.Default.Equals(one.Value, value)).Name;

    /// <summary>The value of a text already known to be a name.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public T Parse(string? name) => TryParse(name, out var value) ? value : throw new FormatException("Not a name.");

    /// <summary>The value of a name.</summary>
    public bool TryParse(string? name, out T value)
    {
        foreach (var one in All)
        {
            if (one.Name == name)
            {
                value = one.Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
