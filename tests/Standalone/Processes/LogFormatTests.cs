using System.Text.Json;
using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>How lines of the log are written, and that they carry the ID of the request that they are about.</summary>
public sealed class LogFormatTests(StandaloneHosts hosts)
{
    [Fact]
    public async Task A_line_about_a_request_is_json_with_the_ID_of_its_answer()
    {
        using var folder = new TempFolder();
        await using var server = await Executable.ServeAsync(
            folder.File("data"), ("Logging__Console__FormatterName", "json"));
        using var client = server.Client(hosts.Secrets);
        var user = await TestUser.RegisterAsync(client);
        Reply refused;
        // Nobody can store a lockout meanwhile.
        using (HeldLedger.Hold(folder.File("data/guards.db")))
            refused = (await client.PostAsync("/auth/login", Body.Login(user.Email, user.Password)))
                .Refused(503, "unavailable");

        var ended = await server.TerminateAsync();
        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        var lines = ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)
            .Select(static line => JsonDocument.Parse(line).RootElement).ToArray();
        var line = lines.Single(static line =>
            line.GetProperty("Category").GetString() == "Wallet.Grains.SignInLockoutGrain");
        Assert.Equal("Warning", line.GetProperty("LogLevel").GetString());
        Assert.Equal(refused.RequestId, Assert.Single(line.GetProperty("Scopes").EnumerateArray())
            .GetProperty("RequestId").GetString());
        Assert.EndsWith("+00:00", line.GetProperty("Timestamp").GetString());
    }

    [Fact]
    public async Task A_formatter_that_is_none_stops_the_start()
    {
        using var folder = new TempFolder();
        var ended = await Executable.RunAsync(
            folder.Path, [], ("Wallet__DataDir", folder.File("data")), ("Logging__Console__FormatterName", "xml"));
        Assert.Equal(ExitCodeOfBadSetting, ended.ExitCode);
        Assert.Equal("Logging:Console:FormatterName must be one of simple, json, systemd, not 'xml'.",
            ended.Errors.Trim());
    }

    private const int ExitCodeOfBadSetting = Hosting.ExitCodes.BadSetting;
}
