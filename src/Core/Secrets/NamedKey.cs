using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Wallet.Core;

/// <summary>A secret key with the ID that is stored beside what was made with it: a pepper, or a key that signs
/// tokens. Never printed.</summary>
public sealed class NamedKey
{
    /// <summary>Shortest key in bytes; for tokens RFC 7518, section 3.2, says so.</summary>
    public const int MinBytes = 32;

    /// <summary>The ID.</summary>
    [Description("the ID that is stored beside what the key made")]
    public required string Id { get; init; }

    /// <summary>The key, at least <see cref="MinBytes"/>; in configuration and in JSON it is written in
    /// base64.</summary>
    [Description("the key"), PasswordPropertyText(true)]
    [MinLength(MinBytes, ErrorMessage = "base64 of at least {1} bytes")]
    public required byte[] Value { get; init; }

    /// <summary>Checks a list of keys, of which the first is current and the others stay valid.</summary>
    /// <exception cref="ArgumentException">It is empty, one has no ID or is shorter than <see cref="MinBytes"/>, or two
    /// share an ID.</exception>
    public static void Check(IReadOnlyList<NamedKey> keys)
    {
        if (keys.Count == 0 || keys.Any(static key => key.Id.Length == 0 || key.Value.Length < MinBytes)
            || keys.DistinctBy(static key => key.Id).Count() < keys.Count)
            throw new ArgumentException(
                "At least one key is needed, each with an ID of its own and at least 32 bytes.", nameof(keys));
    }

    /// <inheritdoc/>
    public override string ToString() => "***";
}
