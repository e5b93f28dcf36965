using System.Diagnostics;
using System.Runtime.InteropServices;
using Wallet.TestKit;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>
/// The program finds a SQLite library that can lose acknowledged commits. It is a stand-in, compiled here, that knows
/// its version and nothing else: whoever asks it for more before looking at the version gets no answer.
/// </summary>
public sealed class OldSqliteTests : IDisposable
{
    private const string Source = """
        int sqlite3_libversion_number(void) { return 3050004; }
        int sqlite3_config(int option, ...) { return 0; }
        """;

    private readonly TempFolder _program = new();

    /// <inheritdoc/>
    public void Dispose() => _program.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("audit")]
    [InlineData("backup copy.db")]
    [InlineData("freeze somebody@wallet --reason why")]
    public async Task It_is_refused_in_one_line_that_names_both_versions_and_why(string command)
    {
        CopyProgram();
        await CompileAsync();
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(
            folder.File("ledger.db"), "what is in it is not looked at", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("keys.json"), """
            {
              "jwtKeys": [{"id": "k", "value": "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="}],
              "peppers": [{"id": "p", "value": "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="}]
            }
            """, TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.File("keys.json"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var arguments = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ended = await Executable.RunAsync(_program.Path, folder.Path, arguments, ("Wallet__DataDir", folder.Path));
        ended.RefusedInOneLine(3, "3.50.4", "3.51.3", "WAL-reset");
    }

    private void CopyProgram()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("The stand-in for SQLite is a Linux library.");
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory))
            File.Copy(file, _program.File(Path.GetFileName(file)));
    }

    // Where the native library of this kind of machine is looked for.
    private async Task CompileAsync()
    {
        var native =
            Path.Combine("runtimes", $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}",
            "native", "libe_sqlite3.so");
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, native)), "The build has its SQLite elsewhere.");
        Directory.CreateDirectory(Path.GetDirectoryName(_program.File(native))!);
        await File.WriteAllTextAsync(_program.File("old.c"), Source, TestContext.Current.CancellationToken);
        try
        {
            using var compiler =
                Process.Start("cc", ["-shared", "-fPIC", "-o", _program.File(native), _program.File("old.c")]);
            await compiler.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, compiler.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no C compiler.");
        }
    }
}
