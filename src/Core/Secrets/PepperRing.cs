namespace Wallet.Core;

/// <summary>The peppers that are valid now: the first is used for new hashes, the others verify old ones, so that a
/// pepper can be rotated.</summary>
public sealed class PepperRing
{
    /// <summary>Shortest pepper in bytes.</summary>
    public const int MinBytes = 32;

    private readonly Dictionary<string, byte[]> _peppers;

    /// <summary>Takes the peppers, the current one first.</summary>
    /// <exception cref="ArgumentException">There is none, one is shorter than <see cref="MinBytes"/>, or two share an
    /// ID.</exception>
    public PepperRing(IReadOnlyList<(string Id, byte[] Value)> peppers)
    {
        if (peppers.Count == 0 || peppers.Any(static pepper => pepper.Id.Length == 0 || pepper.Value.Length < MinBytes))
            throw new ArgumentException(
                "At least one pepper is needed, each with an ID and at least 32 bytes.", nameof(peppers));
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
