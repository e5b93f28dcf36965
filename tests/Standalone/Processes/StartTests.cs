using System.Net;
using System.Net.Sockets;
using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>The program starts, and says in one line why it does not.</summary>
public sealed class StartTests(StandaloneHosts hosts)
{
    private const int BadSetting = 2, CannotStart = 3;

    [Fact]
    public async Task The_first_line_says_where_it_listens_and_the_first_request_works()
    {
        using var folder = new TempFolder();
        // Neither the working folder nor the data folder has anything in it.
        await using var server = await Executable.ServeAsync("data", folder.Path);
        Assert.EndsWith($" (data in {folder.File("data")})", server.FirstLine, StringComparison.Ordinal);
        using var client = server.Client(hosts.Secrets);
        var (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client));
        (await user.PayAsync(other, 1, "k")).Expect(201);
        Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
        Assert.Equal([folder.File("data")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Nothing_in_the_data_folder_is_for_others_to_read()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        using var folder = new TempFolder();
        await using var server = await Executable.ServeAsync(folder.File("data"));
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("data/keys.json")));
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(folder.File("data")) & Others);
    }

    [Theory]
    [InlineData("Wallet:Bcrypt:WorkFactor", "3")]
    [InlineData("Wallet:Bcrypt:WorkFactor", "16")]
    [InlineData("Wallet:Bcrypt:WorkFactor", "ten")]
    [InlineData("Wallet:Sandbox", "maybe")]
    [InlineData("Wallet:Currency", "rupees")]
    [InlineData("Wallet:Currency", "inr")]
    [InlineData("Wallet:Pin:RememberFor", "-00:00:01")]
    [InlineData("Wallet:Pin:RememberFor", "soon")]
    [InlineData("Wallet:Pin:LockFor", "0")]
    [InlineData("Wallet:RateLimit:AuthPerMinute", "0")]
    [InlineData("Wallet:RateLimit:AuthPerMinute", "1.5")]
    [InlineData("Wallet:RecentKeys", "0")]
    [InlineData("Wallet:RecentKeys", "1000001")]
    [InlineData("Wallet:TrustedProxies", "everybody")]
    [InlineData("Wallet:Pin:RemeberFor", "00:05:00")]
    [InlineData("Wallet:SandBoxx", "true")]
    public async Task A_bad_setting_is_named(string name, string value)
    {
        using var folder = new TempFolder();
        var ended = await Executable.RunAsync(folder.Path, [], ("Wallet__DataDir", folder.File("data")),
            (name.Replace(":", "__", StringComparison.Ordinal), value));
        ended.RefusedInOneLine(BadSetting, name);
        Assert.False(File.Exists(folder.File("data/ledger.db")), "It refused only after it had begun.");
    }

    [Fact]
    public async Task A_low_work_factor_is_for_tests_only()
    {
        using var folder = new TempFolder();
        var ended = await Executable.RunAsync(
            folder.Path, [], ("Wallet__DataDir", folder.File("data")), ("DOTNET_ENVIRONMENT", "Production"));
        ended.RefusedInOneLine(BadSetting, "Wallet:Bcrypt:WorkFactor", "10", "15");
    }

    [Theory]
    [InlineData("--urls=rubbish")]
    [InlineData("--urls=ftp://127.0.0.1:0")]
    [InlineData("--urls=http://127.0.0.1:99999")]
    public async Task A_bad_address_is_told(string argument)
    {
        using var folder = new TempFolder();
        var ended = await Executable.RunAsync(folder.Path, [argument], ("Wallet__DataDir", folder.File("data")));
        ended.RefusedInOneLine(BadSetting, "urls");
    }

    [Fact]
    public async Task An_unknown_command_is_refused_and_help_tells_the_known_ones()
    {
        using var folder = new TempFolder();
        (await Executable.RunAsync(folder.Path, ["adit"])).RefusedInOneLine(BadSetting, "adit");
        var help = await Executable.RunAsync(folder.Path, ["--help"]);
        Assert.Equal(0, help.ExitCode);
        Assert.All(["audit", "backup", "freeze", "thaw", "reverse"], command =>
            Assert.Contains(command, help.Output, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_broken_appsettings_file_is_told()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(
            folder.File("appsettings.json"), "{ \"Wallet\": ", TestContext.Current.CancellationToken);
        (await Executable.RunAsync(folder.Path, [])).RefusedInOneLine(BadSetting, "appsettings.json");
    }

    [Fact]
    public async Task A_second_process_does_not_get_the_same_data()
    {
        using var folder = new TempFolder();
        await using var server = await Executable.ServeAsync(folder.Path);
        (await Executable.RunAsync(folder.Path, [], ("Wallet__DataDir", folder.Path)))
            .RefusedInOneLine(CannotStart, folder.Path);
        // The first is none the worse for it.
        using var client = server.Client(hosts.Secrets);
        await TestUser.RegisterAsync(client, 1);
    }

    [Fact]
    public async Task A_killed_process_leaves_no_lock()
    {
        using var folder = new TempFolder();
        await using (var server = await Executable.ServeAsync(folder.Path))
            await server.KillAsync();
        await using var second = await Executable.ServeAsync(folder.Path);
        Assert.Equal(0, (await second.TerminateAsync()).ExitCode);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        using var folder = new TempFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = "http://127.0.0.1:" + ((IPEndPoint)other.LocalEndpoint).Port;
        (await Executable.RunAsync(folder.Path, ["--urls", address], ("Wallet__DataDir", folder.Path)))
            .RefusedInOneLine(CannotStart, address);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_one_is_told()
    {
        using var folder = new TempFolder();
        var file = folder.File("file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        foreach (var path in (string[])[file, file + "/data", "/proc/wallet"])
            (await Executable.RunAsync(folder.Path, [], ("Wallet__DataDir", path))).RefusedInOneLine(CannotStart, path);
    }

    [Fact]
    public async Task In_production_it_starts_with_its_defaults()
    {
        using var folder = new TempFolder();
        await using var server = await Executable.ServeAsync(
            "data", folder.Path, ("DOTNET_ENVIRONMENT", "Production"), ("Wallet__Bcrypt__WorkFactor", "10"));
        using var client = server.Client(hosts.Secrets);
        await TestUser.RegisterAsync(client, 1);
    }
}
