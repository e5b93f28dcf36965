namespace Wallet.Core;

/// <summary>The peppers that are valid now: the first is used for new hashes, the others verify old ones, so that a
/// pepper can be rotated.</summary>
public sealed class PepperRing
{
    private readonly Dictionary<string, byte[]> _peppers;

    /// <summary>Takes the peppers, the current one first.</summary>
    /// <exception cref="ArgumentException">They are not what <see cref="NamedKey.Check"/> demands.</exception>
    public PepperRing(IReadOnlyList<NamedKey> peppers)
    {
        NamedKey.Check(peppers);
        CurrentId = peppers[0].Id;
        _peppers = peppers.ToDictionary(static pepper => pepper.Id, static pepper => pepper.Value);
    }

    /// <summary>The ID of the pepper for new hashes.</summary>
    public string CurrentId { get; }

    /// <summary>A pepper, or null if it is not known (any more).</summary>
    public byte[]? Find(string id) => _peppers.GetValueOrDefault(id);

    /// <inheritdoc/>
    public override string ToString() => "***";
}
