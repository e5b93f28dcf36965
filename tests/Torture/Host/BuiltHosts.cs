using System.Diagnostics;
using System.Globalization;

namespace Wallet.Torture;

/// <summary>The programs as they were built in a checkout, which this one need not have the packages of.</summary>
/// <param name="Name">What the build is called in the tally.</param>
/// <param name="Root">The folder of the checkout.</param>
internal sealed record BuiltHosts(string Name, string Root)
{
    // This program is in tests/Torture/bin/Release/net10.0, theirs in src/…/bin/Release/net10.0.
    private static readonly DirectoryInfo OwnFolder =
        new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>Those of this program's own checkout.</summary>
    public static BuiltHosts Own { get; } =
        new("this version", Path.GetFullPath(Path.Combine(OwnFolder.FullName, "..", "..", "..", "..", "..")));

    /// <summary>The silo's program.</summary>
    public string Silo => Find("Silo");

    /// <summary>The gateway's program.</summary>
    public string Gateway => Find("Gateway");

    /// <summary>The standalone host's program.</summary>
    public string Standalone => Find("Standalone");

    /// <summary>Says that one of these programs is not there; null if all are.</summary>
    public string? Missing(params string[] programs) =>
        programs.FirstOrDefault(static path => !File.Exists(path)) is { } path
            ? $"Not run: There is no {path}; build Wallet.sln in {Root} first (dotnet build -c Release Wallet.sln)."
            : null;

    /// <summary>Says that it can't be made a cluster of; null if it can.</summary>
    public string? MissingOfCluster => Missing(Silo, Gateway);

    /// <summary>Which version it is, and of Orleans.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Name} is {VersionOf(Silo)} on Orleans {VersionOf(Path.Combine(Path.GetDirectoryName(Silo)!,
            "Orleans.Runtime.dll"))}");

    private string Find(string name) => Path.Combine(
        Root, "src", name, "bin", OwnFolder.Parent!.Name, OwnFolder.Name, $"Wallet.{name}.dll");

    // What comes after the version is a sentence, in some.
    private static string? VersionOf(string assembly) =>
        FileVersionInfo.GetVersionInfo(assembly).ProductVersion?.Split(' ')[0].TrimEnd('.');
}

/// <summary>The build that a process of the cluster is started from: always the same, or two in turns.</summary>
/// <param name="builds">All of them; it begins with the first.</param>
internal sealed class BuildInTurn(params IReadOnlyList<BuiltHosts> builds)
{
    private int _at;

    /// <summary>The one whose turn it is.</summary>
    public BuiltHosts Current => builds[_at % builds.Count];

    /// <summary>It is the next one's turn.</summary>
    public void Change() => _at = (_at + 1) % builds.Count;

    /// <summary>It is this one's turn.</summary>
    public void ChangeTo(BuiltHosts build)
    {
        while (Current != build)
            Change();
    }
}
