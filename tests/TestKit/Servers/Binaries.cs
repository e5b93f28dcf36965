namespace Wallet.TestKit;

/// <summary>The servers that the cluster's tests and its benchmark start for themselves: on the PATH, or where Debian
/// puts them.</summary>
public static class Binaries
{
    /// <summary>Redis.</summary>
    public static string? Redis { get; } = OnPath("redis-server");

    /// <summary>The folder of PostgreSQL's programs. What is on the PATH may be a link; where it leads, all of them
    /// are.</summary>
    public static string? Postgres { get; } =
        OnPath("initdb") is { } initdb
            ? Path.GetDirectoryName(File.ResolveLinkTarget(initdb, returnFinalTarget: true)?.FullName ?? initdb)
            : Newest("/usr/lib/postgresql");

    /// <summary>MongoDB, which is no package of Debian's: what <c>WALLET_MONGOD</c> names, or the one on the PATH. Only
    /// what is about the MongoDB ledger needs it.</summary>
    public static string? Mongo { get; } =
        Environment.GetEnvironmentVariable("WALLET_MONGOD") is { Length: > 0 } given
            ? given
            : OnPath(OperatingSystem.IsWindows() ? "mongod.exe" : "mongod");

    /// <summary>Prometheus, and what checks its rules. Only what is about watching the wallet needs them.</summary>
    public static string? Prometheus { get; } = OnPath("prometheus");

    /// <inheritdoc cref="Prometheus"/>
    public static string? Promtool { get; } = OnPath("promtool");

    /// <summary>Chromium, for the operators' page.</summary>
    public static string? Chromium { get; } = OnPath("chromium") ?? OnPath("chromium-browser")
        ?? OnPath("google-chrome");

    /// <summary>What keeps servers from being started here; null if nothing does.</summary>
    public static string? Missing { get; } = (Redis, Postgres) switch
    {
        (null, _) => "There is no redis-server on the PATH.",
        (_, null) => "There is no PostgreSQL (initdb) on the PATH or in /usr/lib/postgresql.",
        _ => null,
    };

    private static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string? Newest(string folder) => !Directory.Exists(folder) ? null : Directory.GetDirectories(folder)
        .Select(static version => Path.Combine(version, "bin"))
        .Where(static bin => File.Exists(Path.Combine(bin, "initdb")))
        .OrderByDescending(static bin => bin, StringComparer.Ordinal).FirstOrDefault();
}
