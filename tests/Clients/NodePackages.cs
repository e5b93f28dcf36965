using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Wallet.TestKit;

namespace Wallet.Clients.Tests;

/// <summary>What npm installs by <c>Node/package-lock.json</c>, once for all tests that need it.</summary>
public sealed class NodePackages : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string? _npm = Find("node") is null ? null : Find("npm");

    /// <summary>Where they are, beside the configuration of the tools and a copy of the committed document.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Node");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (_npm is null)
            return;
        // npm ci removes and copies 20,000 files: only when the lock file is another.
        var installed = Path.Combine(Folder, "installed");
        var wanted = Convert.ToHexString(
            SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"))));
        if (File.Exists(installed) && await File.ReadAllTextAsync(installed) == wanted)
            return;
        File.Delete(installed);
        Succeeded(await NpmAsync("ci", "--ignore-scripts", "--no-audit", "--no-fund"));
        await File.WriteAllTextAsync(installed, wanted);
    }

    /// <summary>Runs a script of package.json, and skips the test where there is no Node.</summary>
    /// <param name="script">Its name.</param>
    /// <param name="arguments">What it is given.</param>
    public async Task<Ended> RunAsync(string script, params string[] arguments)
    {
        Assert.SkipWhen(_npm is null, "Node and npm are not on the PATH.");
        return await NpmAsync(["run", "--silent", script, "--", .. arguments]);
    }

    /// <summary>Fails, and says what was printed, unless it did what it was told. Complaints are no failure: npm and
    /// the linters tell of new versions.</summary>
    public static void Succeeded(Ended ended) =>
        Assert.True(ended.ExitCode == 0, $"Exit code {ended.ExitCode}: {ended.Output}{ended.Errors}");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<Ended> NpmAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(_npm!, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["npm_config_update_notifier"] = "false";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        return new Ended(process.ExitCode, await output, await errors);
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => OperatingSystem.IsWindows()
                ? [Path.Combine(folder, program + ".exe"), Path.Combine(folder, program + ".cmd")]
                : new[] { Path.Combine(folder, program) })
            .FirstOrDefault(File.Exists);
}

/// <summary>The tests that share <see cref="NodePackages"/>, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class NodeTests : ICollectionFixture<NodePackages>
{
    /// <summary>Its name.</summary>
    public const string Name = "Node";
}
