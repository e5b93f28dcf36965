using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

/// <summary>
/// Random histories that move from store to store: copied in several goes, compared with the model, and gone on with.
/// A failure is replayed with the seed that the test prints.
/// </summary>
public abstract class CopyProperties
{
    /// <summary>The kinds of stores that the ledger passes through; the first is where it begins.</summary>
    protected abstract IReadOnlyList<Func<ICopyStore>> Way();

    /// <summary>Runs one history through all stores.</summary>
    [Theory]
    [InlineData(2, 0L)]
    [InlineData(9, 0L)]
    [InlineData(3, Limits.MaxBalanceMinor - 500)]
    public async Task A_history_goes_on_in_the_copy_as_if_nothing_had_happened(int wallets, long firstBalanceMinor)
    {
        var random = TestSeed.Random(out _);
        var time = new FakeTime();
        var stores = Way().Select(static make => make()).ToArray();
        try
        {
            var here = await stores[0].OpenAsync(time);
            var history = new RandomHistory(here, time, random, wallets);
            await history.BeginAsync(firstBalanceMinor);
            for (var i = 0; ; i++)
            {
                for (var step = 0; step < 25; step++)
                    await history.StepAsync();
                var users = await history.UsersAsync();
                await here.CloseAsync();
                if (i == stores.Length - 1)
                    break;
                await MoveAsync(stores[i], stores[i + 1], random);
                here = await stores[i + 1].OpenAsync(time);
                history.GoOnWith(here);
                await history.CheckAsync();
                Assert.Equal(users, await history.UsersAsync());
            }
        }
        finally
        {
            foreach (var store in stores)
                await store.DisposeAsync();
        }
    }

    /// <summary>A copy that is not complete is no ledger, and one that is, is nobody's target.</summary>
    [Fact]
    public async Task Until_it_is_complete_the_copy_is_no_ledger()
    {
        var way = Way();
        await using var source = way[0]();
        await using var target = way[1]();
        await FillAsync(source);
        for (var writes = 0; ; writes++)
        {
            if (await TryMoveAsync(source, target, writes) is { } result)
            {
                Assert.True(result.IsComplete);
                break;
            }

            var refused = await Assert.ThrowsAsync<LedgerStartException>(() => target.OpenAsync(new FakeTime()));
            Assert.Contains("unfinished copy", refused.Message, StringComparison.Ordinal);
            refused = await Assert.ThrowsAsync<LedgerStartException>(target.OpenSourceAsync);
            Assert.Contains("unfinished copy", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(await OperatorsAsync(source), await OperatorsAsync(target));
        Assert.Equal(await RequestsAsync(source, goesOn: false), await RequestsAsync(target, goesOn: true));
        var again = await Assert.ThrowsAsync<LedgerStartException>(() => TryMoveAsync(source, target, int.MaxValue));
        Assert.Contains("not empty", again.Message, StringComparison.Ordinal);
    }

    /// <summary>A ledger that was just made is something, too.</summary>
    [Fact]
    public async Task A_target_that_is_not_empty_is_refused_and_left_alone()
    {
        var way = Way();
        await using var source = way[0]();
        await using var target = way[1]();
        await FillAsync(source);
        await (await target.OpenAsync(new FakeTime())).CloseAsync();
        var refused = await Assert.ThrowsAsync<LedgerStartException>(() => TryMoveAsync(source, target, int.MaxValue));
        Assert.Contains("not empty", refused.Message, StringComparison.Ordinal);
        await using var there = await target.OpenSourceAsync();
        Assert.Empty((await there.AuditAsync()).Violations);
    }

    /// <summary>An unfinished copy is gone on with from its own source as it was, and from nothing else.</summary>
    [Fact]
    public async Task An_unfinished_copy_of_another_ledger_is_refused()
    {
        var way = Way();
        await using var source = way[0]();
        await using var other = way[0]();
        await using var target = way[1]();
        await FillAsync(source);
        await FillAsync(other);
        Assert.Null(await TryMoveAsync(source, target, 5));
        await RefusesAsync(other);
        var ledger = await source.OpenAsync(new FakeTime());
        // A refusal leaves no trace but its key record.
        await ledger.Ledger.CommitAsync([Commands.Transfer(Commands.Wallet("alice"), Commands.Wallet("nobody"), 1)]);
        await ledger.CloseAsync();
        await RefusesAsync(source);

        async Task RefusesAsync(ICopyStore from)
        {
            var refused = await Assert.ThrowsAsync<LedgerStartException>(() => TryMoveAsync(from, target, 5));
            Assert.Contains("another ledger", refused.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Makes a small ledger: two users, a deposit, a transfer and a refusal, payment requests in every state,
    /// and what is the operators'.</summary>
    protected static async Task FillAsync(ICopyStore store)
    {
        var ledger = await store.OpenAsync(new FakeTime());
        var (alice, bob) =
            (await ledger.Users.RegisterWalletAsync("alice"), await ledger.Users.RegisterWalletAsync("bob"));
        var decisions = await ledger.Ledger.CommitAsync(
            [Commands.Deposit(alice, 100), Commands.Transfer(alice, bob, 30), Commands.Transfer(bob, alice, 31)]);
        await AskAsync(ledger, bob, alice);
        var (key, at) = (Acts.AddKey(OperatorScopes.Read), Timestamp.From(FakeTime.Start));
        foreach (var act in (OperatorAct[])
            [key, Acts.AddKey(OperatorScopes.Money), Acts.Revoke(key.Key.Id), Acts.Freeze(bob, FrozenSides.Credit, at)])
            await ledger.Operators.ActAsync(act);
        await ledger.Ledger.CommitAsync([Commands.Reversal(decisions[1].Transfer!, 1) with { By = key.Key.Id }]);
        for (var i = 0; i < 2; i++)
            await ledger.Operators.SaveAuditAsync(new StoredAudit(
                at.Plus(TimeSpan.FromSeconds(i)), at, 3, 2, 4, 3, "0", "d1ge57", 1, ["invariant 1, ledger: none"]));
        await ledger.CloseAsync();
    }

    private static async Task AskAsync(ILedgerUnderTest ledger, WalletId payee, WalletId payer)
    {
        var requests = new List<PaymentRequest>();
        foreach (var note in (string?[])["paid", "declined", "", null])
            requests.Add(
                (await ledger.Requests.MakeRequestAsync(Commands.Ask(payee, payer, 1, note: note))).Request!);
        await ledger.Ledger.CommitAsync([Commands.Pay(requests[0])]);
        await ledger.Requests.DeclineRequestAsync(requests[1].Id, payer);
        await ledger.Requests.CancelRequestAsync(requests[2].Id, payee);
        Assert.True(await ledger.Requests.BlockPayeeAsync(payer, payee));
        Assert.True(await ledger.Requests.BlockPayeeAsync(payee, payer));
    }

    // All that there is of payment requests, and how the copy goes on with them.
    private static async Task<string> RequestsAsync(ICopyStore store, bool goesOn)
    {
        var ledger = await store.OpenAsync(new FakeTime());
        var (alice, bob) = (Commands.Wallet("alice"), Commands.Wallet("bob"));
        var page = await ledger.Requests.ReadRequestsAsync(new PaymentRequestQuery(alice, AsPayer: true, null, 10));
        Assert.Equal(4, page.Requests.Count);
        if (goesOn)
        {
            var open = page.Requests.Single(static request => request.State == PaymentRequestState.Open);
            Assert.Equal(OutcomeCode.Committed, (await ledger.Ledger.CommitOneAsync(Commands.Pay(open))).Code);
            foreach (var (payee, payer) in new[] { (alice, bob), (bob, alice) })
            {
                Assert.Equal(RequestVerdict.Refused,
                    (await ledger.Requests.MakeRequestAsync(Commands.Ask(payee, payer, 1))).Verdict);
                await ledger.Requests.UnblockPayeeAsync(payer, payee);
                Assert.Equal(RequestVerdict.Done,
                    (await ledger.Requests.MakeRequestAsync(Commands.Ask(payee, payer, 1))).Verdict);
            }

            Assert.Empty(await ledger.AuditAsync());
        }

        await ledger.CloseAsync();
        return string.Join('\n', page.Requests);
    }

    // All that operators see, as text.
    private static async Task<string> OperatorsAsync(ICopyStore store)
    {
        var ledger = await store.OpenAsync(new FakeTime());
        var lines = new List<string>();
        lines.AddRange((await ledger.Operators.ReadOperatorLogAsync(Limits.MaxPageSize)).Select(static entry =>
            $"{entry} {Convert.ToHexStringLower(entry.Hash)}"));
        lines.AddRange((await ledger.Operators.ListOperatorKeysAsync()).Select(static key => key.ToString()));
        lines.AddRange((await ledger.Operators.ListAuditsAsync(100)).Select(static audit => audit.ToText()));
        Assert.Equal(5 + 2 + 2, lines.Count);
        await ledger.CloseAsync();
        return string.Join('\n', lines);
    }

    /// <summary>Copies until the copy is ended after a number of writes; null if it was.</summary>
    protected static async Task<CopyResult?> TryMoveAsync(ICopyStore from, ICopyStore to, int writes)
    {
        await using var source = await from.OpenSourceAsync();
        await using var target = new EndedTarget(await to.OpenTargetAsync(), writes);
        try
        {
            return await new LedgerCopy(source, target).RunAsync();
        }
        catch (EndedException)
        {
            return null;
        }
    }

    private static async Task MoveAsync(ICopyStore from, ICopyStore to, Random random)
    {
        CopyResult? result = null;
        while (result is null)
            result = await TryMoveAsync(from, to, random.Next(12));
        Assert.Empty(result.Source.Violations);
        Assert.Empty(result.Target.Violations);
        Assert.True(result.IsComplete);
        Assert.Equal(Heads(result.Source), Heads(result.Target));

        static string Heads(AuditReport report)
        {
            using var writer = new StringWriter();
            new AuditHeads(report.Heads.WalletIds.Select(id => (id, report.Heads.Find(id)!.Value.Sequence,
                report.Heads.Find(id)!.Value.Hash)), null, report.Heads.OperatorLog).Save(writer);
            return writer.ToString();
        }
    }
}
