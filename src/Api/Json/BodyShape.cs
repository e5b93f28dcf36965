namespace Wallet.Api;

/// <summary>The members that a request body may have. It is a flat object; nothing else is accepted.</summary>
/// <param name="name">The name of its schema.</param>
/// <param name="required">Members that must be there.</param>
internal sealed class BodyShape(string name, params Field[] required)
{
    private Field[]? _all;

    public string Name { get; } = name;

    public IReadOnlyList<Field> Required { get; } = required;

    /// <summary>Members that may be missing or null.</summary>
    public IReadOnlyList<Field> Optional { get; init; } = [];

    /// <summary>All members. A member's place here is its place in a <see cref="RequestForm"/>.</summary>
    public ReadOnlySpan<Field> All => _all ??= [.. Required, .. Optional];

    public int IndexOf(Field field) => All.IndexOf(field);
}
