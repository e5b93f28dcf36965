using System.CommandLine;
using Wallet.Cluster;
using Wallet.Core;
using Wallet.Hosting;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>The operator's commands of a silo reach a ledger on MongoDB, while it is open elsewhere.</summary>
public sealed class OperatorContract : WireContract
{
    [Fact]
    public async Task Wallets_freeze_and_thaw()
    {
        Assert.Equal((0, "ada@wallet is frozen: both.\n", ""), await RunAsync("freeze", Ada.Value, "--reason", "why"));
        Assert.Equal(new Freeze(FrozenSides.Both), await Ledger.FindFreezeAsync(Ada));
        var until = new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal((0, "ada@wallet is frozen: credit until 2099-01-01T00:00:00.000000Z.\n", ""), await RunAsync(
            "freeze", Ada.Value, "--side", "credit", "--until", "2099-01-01T01:00+01:00", "--reason", "why"));
        Assert.Equal(
            new Freeze(FrozenSides.Credit, Timestamp.From(until)), await Ledger.FindFreezeAsync(Ada));
        Assert.Equal((0, "ada@wallet is thawed.\n", ""), await RunAsync("thaw", Ada.Value, "--reason", "it was not"));
        Assert.Null(await Ledger.FindFreezeAsync(Ada));
        Assert.Equal(["it was not", "why", "why"],
            (await Ledger.ReadOperatorLogAsync(10)).Select(static entry => entry.Reason.Value));
        Assert.Equal((1, "", "There is no wallet nobody@wallet.\n"),
            await RunAsync("freeze", "nobody@wallet", "--reason", "why"));
        Assert.Equal((1, "", "The issuer can't be frozen.\n"),
            await RunAsync("freeze", "issuer@wallet", "--reason", "why"));
    }

    [Fact]
    public async Task Heads_are_saved_and_compared()
    {
        using var folder = new TempFolder();
        var (saved, output, _) = await RunAsync("audit", "--save", folder.File("heads"));
        Assert.Equal(0, saved);
        Assert.EndsWith($"heads saved to   {folder.File("heads")}\n", output, StringComparison.Ordinal);
        await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 10)]);
        Assert.Equal(0, (await RunAsync("audit", "--since", folder.File("heads"))).ExitCode);

        var forged = new AuditHeads([(Ada.Value, 1, new byte[32])]);
        using (var file = new StreamWriter(folder.File("forged")))
            forged.Save(file);
        var (found, violations, _) = await RunAsync("audit", "--since", folder.File("forged"));
        Assert.Equal(1, found);
        Assert.Contains("rewritten", violations, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("restore")]
    public async Task Copies_are_for_MongoDBs_own_tools(string command)
    {
        using var folder = new TempFolder();
        var (exitCode, output, errors) = await RunAsync(command, folder.File("copy"));

        Assert.Equal((ExitCodes.OtherTools, ""), (exitCode, output));
        Assert.Contains("mongodump", Assert.Single(errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Where_there_is_no_ledger_none_is_made()
    {
        await using var empty = new FakeMongoServer();
        foreach (var command in (string[][])[["audit"], ["freeze", Ada.Value, "--reason", "why"]])
        {
            var (exitCode, _, errors) = await RunOnAsync(empty.ConnectionString, command);
            Assert.Equal(ExitCodes.CannotStart, exitCode);
            Assert.Single(errors.TrimEnd('\n').Split('\n'));
        }

        Assert.DoesNotContain(empty.Received, static command =>
            command.Summary.StartsWith("update", StringComparison.Ordinal)
            || command.Summary.StartsWith("insert", StringComparison.Ordinal)
            || command.Summary.StartsWith("create", StringComparison.Ordinal));
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] command) =>
        RunOnAsync(Fake.ConnectionString, command);

    private static async Task<(int ExitCode, string Output, string Errors)> RunOnAsync(
        string connectionString, string[] command)
    {
        using StringWriter output = new() { NewLine = "\n" }, errors = new() { NewLine = "\n" };
        var program = new WalletProgram("A silo.", Setting.In(new ClusterSettings()), static _ => Task.CompletedTask)
        {
            Ledger = settings => OpenLedger.Operator(
                ClusterSettings.ReadFor(settings, "ConnectionStrings:Ledger"), TimeProvider.System),
        };
        var exitCode = await CommandLine.RunAsync(
            program, [.. command, "--ConnectionStrings:Ledger", connectionString],
            new InvocationConfiguration { Output = output, Error = errors });
        return (exitCode, output.ToString(), errors.ToString());
    }
}
