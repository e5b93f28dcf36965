namespace Wallet.Core;

/// <summary>The peppers that are valid now: the first is used for new hashes, the others verify old ones, so that a
/// pepper can be rotated, also while it is in use.</summary>
public sealed class PepperRing
{
    private volatile Peppers _now;

    /// <summary>Takes the peppers, the current one first.</summary>
    /// <exception cref="ArgumentException">They are not what <see cref="NamedKey.Check"/> demands.</exception>
    public PepperRing(IReadOnlyList<NamedKey> peppers) => _now = Of(peppers);

    /// <summary>The pepper for new hashes.</summary>
    public NamedKey Current => _now.Current;

    /// <summary>Takes others from now on, the current one first. What is being hashed or verified goes on with those
    /// before.</summary>
    /// <exception cref="ArgumentException">They are not what <see cref="NamedKey.Check"/> demands; nothing has
    /// changed.</exception>
    public void Replace(IReadOnlyList<NamedKey> peppers) => _now = Of(peppers);

    /// <summary>A pepper, or null if it is not known (any more).</summary>
    public byte[]? Find(string id) => _now.All.GetValueOrDefault(id);

    /// <inheritdoc/>
    public override string ToString() => "***";

    private static Peppers Of(IReadOnlyList<NamedKey> peppers)
    {
        NamedKey.Check(peppers);
        return new Peppers(
            peppers[0], peppers.ToDictionary(static pepper => pepper.Id, static pepper => pepper.Value));
    }

    private sealed record Peppers(NamedKey Current, Dictionary<string, byte[]> All);
}
