using MongoDB.Bson;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>A ledger of format 1, which stored no operations, is brought up to date by the first start.</summary>
public sealed class UpgradeContract : WireContract
{
    private readonly List<LedgerCommand> _commands = [];

    [Fact]
    public async Task A_ledger_of_format_1_has_its_operations_written_once()
    {
        await MakeFormat1Async();

        await using (var ledger = await OpenAgainAsync())
            await AssertAllIsReplayedAsync(ledger);

        await AssertAuditIsCleanAsync();
        Assert.Equal(
            [0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2],
            Fake.Documents("keys").Select(static key => key["operation"].AsInt32).Order());
        Fake.Forget();
        await using (await OpenAgainAsync())
        {
            Assert.DoesNotContain(
                Fake.Received, static command => command.Summary is "update keys" or "update transfers");
        }
    }

    [Theory]
    [InlineData("update transfers", 1)]
    [InlineData("update transfers", 2)]
    [InlineData("update keys", 1)]
    [InlineData("update keys", 2)]
    [InlineData("update keys", 3)]
    [InlineData("update settings", 1)]
    public async Task An_upgrade_that_was_ended_is_gone_on_with(string step, int time)
    {
        await MakeFormat1Async();
        Fake.On(command => command.Summary == step && --time == 0
            ? WireFault.Refuse(new FakeError(59, "CommandNotFound"))
            : null);
        await Assert.ThrowsAsync<LedgerStartException>(() => OpenAgainAsync());
        Assert.Equal(1, Assert.Single(Fake.Documents("settings"))["format"]);
        Assert.Contains("brings it up to date", (await Assert.ThrowsAsync<LedgerStartException>(() =>
            MongoAudit.RunAsync(Options, cancellation: TestContext.Current.CancellationToken))).Message,
            StringComparison.Ordinal);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            await using var ledger = await OpenAgainAsync();
        }));

        await AssertAllIsReplayedAsync(Ledger);
        await AssertAuditIsCleanAsync();
        Assert.Equal(
            [0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2],
            Fake.Documents("keys").Select(static key => key["operation"].AsInt32).Order());
    }

    private async Task AssertAllIsReplayedAsync(MongoLedger ledger) =>
        Assert.All(await ledger.CommitAsync([.. _commands.Select(Commands.Again)]), static decision =>
            Assert.True(decision.Replayed));

    // What format 1 lacks is taken away.
    private async Task MakeFormat1Async()
    {
        await CommitAsync(Commands.Deposit(Ada, 7), Commands.Transfer(Ada, Bob, 10, note: "for tea"),
            Commands.Transfer(Bob, Ada, 1), Commands.Transfer(Ada, Bob, 5000),
            Commands.Transfer(Ada, Commands.Wallet("nobody"), 1), Commands.Transfer(Bob, Ada, 5000));
        await Ledger.SetFrozenAsync(Bob, true);
        await CommitAsync(Commands.Transfer(Ada, Bob, 1), Commands.Deposit(Bob, 1));
        await Ledger.SetFrozenAsync(Bob, false);
        await CommitAsync(Commands.Transfer(Ada, Bob, 3), Commands.Deposit(Bob, 3));
        foreach (var (collection, field) in new[] {
            ("keys", "operation"), ("transfers", "operation"), ("wallets", "currency") })
            Fake.Damage(collection, before => before.Documents.Values.Aggregate(before, (stripped, document) =>
            {
                var old = document.DeepClone().AsBsonDocument;
                old.Remove(field);
                return stripped.With(old);
            }));
        Fake.Damage("settings", static before =>
            before.With(new BsonDocument(before.Documents["ledger"]) { ["format"] = 1 }));
    }

    private async Task CommitAsync(params LedgerCommand[] batch)
    {
        _commands.AddRange(batch);
        await Ledger.CommitAsync(batch);
    }
}
