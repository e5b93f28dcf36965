namespace Wallet.Torture;

/// <summary>The cluster's programs as they were built beside this one, which does not need their packages.</summary>
internal static class BuiltHosts
{
    /// <summary>The silo's program.</summary>
    public static string Silo { get; } = Find("Silo");

    /// <summary>The gateway's program.</summary>
    public static string Gateway { get; } = Find("Gateway");

    /// <summary>Says what is not there; null if nothing is missing.</summary>
    public static string? Missing { get; } = (string[])[Silo, Gateway] is var all
        && all.FirstOrDefault(static path => !File.Exists(path)) is { } path
        ? $"There is no {path}; build Wallet.sln first (dotnet build -c Release Wallet.sln)."
        : null;

    // This program is in tests/Torture/bin/Release/net10.0, theirs in src/…/bin/Release/net10.0.
    private static string Find(string name)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = Path.GetFullPath(Path.Combine(own.FullName, "..", "..", "..", "..", ".."));
        return Path.Combine(root, "src", name, "bin", own.Parent!.Name, own.Name, $"Wallet.{name}.dll");
    }
}
