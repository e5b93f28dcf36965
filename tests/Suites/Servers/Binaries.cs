namespace Wallet.Suites.Servers;

/// <summary>The servers that tests of the cluster start for themselves: on the PATH, or where Debian puts them.</summary>
public static class Binaries
{
    /// <summary>Redis.</summary>
    public static string? Redis { get; } = OnPath("redis-server");

    /// <summary>The folder of PostgreSQL's programs.</summary>
    public static string? Postgres { get; } = Path.GetDirectoryName(OnPath("initdb")) ?? Newest("/usr/lib/postgresql");

    /// <summary>PostgreSQL's client, which need not be where its server is.</summary>
    public static string? Psql { get; } = Postgres is null ? null : File.Exists(Path.Combine(Postgres, "psql")) ? Path.Combine(Postgres, "psql") : OnPath("psql");

    /// <summary>Why the tests can't run here; null if they can.</summary>
    public static string? Missing { get; } = (Redis, Postgres, Psql) switch
    {
        (null, _, _) => "Not run: there is no redis-server on the PATH.",
        (_, null, _) => "Not run: there is no PostgreSQL (initdb) on the PATH or in /usr/lib/postgresql.",
        (_, _, null) => "Not run: there is no client of PostgreSQL (psql) on the PATH.",
        _ => null,
    };

    private static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string? Newest(string folder) => !Directory.Exists(folder) ? null : Directory.GetDirectories(folder)
        .Select(static version => Path.Combine(version, "bin")).Where(static bin => File.Exists(Path.Combine(bin, "initdb")))
        .OrderByDescending(static bin => bin, StringComparer.Ordinal).FirstOrDefault();
}
