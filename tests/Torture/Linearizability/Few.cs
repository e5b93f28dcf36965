namespace Wallet.Torture;

/// <summary>A value for each of a few numbers, and the default one for all others. It never changes, and has value
/// equality.</summary>
internal readonly struct Few<T> : IEquatable<Few<T>>
    where T : struct, IEquatable<T>
{
    private readonly (int Number, T Value)[]? _items;
    // A search looks for each state in a table, and most states differ in something else.
    private readonly int _hash;

    private Few((int Number, T Value)[] items)
    {
        var hash = default(HashCode);
        foreach (var item in items)
            hash.Add(item);
        (_items, _hash) = (items, hash.ToHashCode());
    }

    private ReadOnlySpan<(int Number, T Value)> Items => _items;

    /// <summary>The value of one.</summary>
    public T Of(int number)
    {
        foreach (var item in Items)
        {
            if (item.Number == number)
                return item.Value;
        }

        return default;
    }

    /// <summary>The same with another value of one.</summary>
    public Few<T> With(int number, T value)
    {
        var others = (_items ?? []).Where(item => item.Number != number);
        return new Few<T>([.. others.Append((number, value)).OrderBy(static item => item.Item1)]);
    }

    /// <inheritdoc/>
    public bool Equals(Few<T> other) => _hash == other._hash && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Few<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;
}
