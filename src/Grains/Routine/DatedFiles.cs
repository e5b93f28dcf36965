using System.Globalization;
using Wallet.Core;

namespace Wallet.Grains;

/// <summary>The files of a folder that are named by the second in which they were begun; what has another name is
/// somebody else's and is not touched.</summary>
/// <param name="folder">The folder; need not be there.</param>
/// <param name="prefix">What their names begin with.</param>
/// <param name="suffix">What they end with.</param>
internal sealed class DatedFiles(string folder, string prefix, string suffix)
{
    private const string Format = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>The path of one.</summary>
    public string PathOf(Timestamp begun) => Path.Combine(folder,
        prefix + begun.ToDateTimeOffset().ToString(Format, CultureInfo.InvariantCulture) + suffix);

    /// <summary>All that are there, the newest first.</summary>
    /// <exception cref="IOException">The folder can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public IReadOnlyList<(Timestamp Begun, FileInfo File)> List() => !Directory.Exists(folder) ? [] :
    [
        .. new DirectoryInfo(folder).EnumerateFiles(prefix + "*" + suffix)
            .Select(file => (Begun: Read(file.Name), File: file)).Where(static one => one.Begun is not null)
            .Select(static one => (one.Begun!.Value, one.File)).OrderByDescending(static one => one.Value),
    ];

    /// <summary>Deletes the oldest but for some. What a clock that was wrong has dated later than the last one is
    /// neither counted nor deleted.</summary>
    /// <param name="last">The one that was just made.</param>
    /// <param name="kept">How many are kept, that one included.</param>
    public void Prune(Timestamp last, int kept)
    {
        foreach (var (_, file) in List().Where(one => one.Begun <= last).Skip(kept))
            file.Delete();
    }

    private Timestamp? Read(string name) =>
        name.Length == prefix.Length + "20261231T235959Z".Length + suffix.Length
        && DateTimeOffset.TryParseExact(name.AsSpan(prefix.Length, name.Length - prefix.Length - suffix.Length), Format,
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var begun)
            ? Timestamp.From(begun)
            : null;
}
