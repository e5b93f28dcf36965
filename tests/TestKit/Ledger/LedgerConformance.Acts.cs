using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    private static readonly OperatorKeyId SomeKey = OperatorKeyId.New(TimeProvider.System);

    [Fact]
    public async Task A_freeze_stops_its_side_until_it_ends_by_itself()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob", 100));
        var end = Timestamp.Now(Time).Plus(TimeSpan.FromMinutes(5));

        await DoAsync(Acts.Freeze(ada, FrozenSides.Debit, end));
        await ExpectAsync(OutcomeCode.WalletFrozen, Commands.Transfer(ada, bob, 1));
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(bob, ada, 1));
        await DoAsync(Acts.Freeze(bob, FrozenSides.Credit, end));
        await ExpectAsync(OutcomeCode.WalletFrozen, Commands.Deposit(bob, 1));
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(bob, ada, 1));
        Assert.Equal(new Freeze(FrozenSides.Debit, end), await Operators.FindFreezeAsync(ada));
        Assert.Equal(new Freeze(FrozenSides.Credit, end), await Operators.FindFreezeAsync(bob));

        Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMicroseconds(1));
        await ExpectAsync(OutcomeCode.WalletFrozen, Commands.Transfer(ada, bob, 1));
        Time.Advance(TimeSpan.FromMicroseconds(1));
        Assert.Null(await Operators.FindFreezeAsync(ada));
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 1));
        // What it ended by is its time, whatever is written to the wallet meanwhile.
        Time.SetClock(Time.GetUtcNow() - TimeSpan.FromMinutes(1));
        await ExpectAsync(OutcomeCode.WalletFrozen, Commands.Transfer(ada, bob, 1));
    }

    [Fact]
    public async Task A_freeze_takes_the_place_of_the_one_before_and_stays_after_reopening()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var end = Timestamp.Now(Time).Plus(TimeSpan.FromMinutes(5));
        Assert.Null(await Operators.FindFreezeAsync(ada));
        Assert.Null(await Operators.FindFreezeAsync(Commands.Wallet("nobody")));

        await DoAsync(Acts.Freeze(ada, FrozenSides.Both, end));
        await DoAsync(Acts.Freeze(ada, FrozenSides.Credit));
        await ReopenAsync();
        Assert.Equal(new Freeze(FrozenSides.Credit), await Operators.FindFreezeAsync(ada));
        Assert.Equal(new Freeze(FrozenSides.Credit), (await Ledger.FindWalletAsync(ada))!.Freeze);
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 1));
        Assert.Equal(new Freeze(FrozenSides.Credit), await Operators.FindFreezeAsync(ada));

        await DoAsync(Acts.Thaw(ada));
        await DoAsync(Acts.Thaw(ada));
        Assert.Null(await Operators.FindFreezeAsync(ada));
        await ExpectAsync(OutcomeCode.Committed, Commands.Deposit(ada, 1));
    }

    [Fact]
    public async Task Each_act_is_a_row_of_the_log_and_what_is_not_done_is_none()
    {
        var user = People.New("ada@example.org");
        var ada = Assert.NotNull(await Users.RegisterAsync(user, [Commands.Wallet("ada")]));
        var end = Timestamp.Now(Time).Plus(TimeSpan.FromHours(1));
        var key = Acts.AddKey(OperatorScopes.Read | OperatorScopes.Money | OperatorScopes.Keys);
        OperatorAct[] acts =
        [
            key, Acts.Freeze(ada, FrozenSides.Both, end, SomeKey, "\u20b9 \ud83d\udc4d"),
            Acts.Freeze(ada, FrozenSides.Debit), Acts.Thaw(ada, SomeKey),
            new UnlockUser(user.Id, UnlockedSecret.Pin, SomeKey, Note.Parse("forgot it")),
            new UnlockUser(user.Id, UnlockedSecret.SignIn, null, Note.Parse("forgot it")),
            new SignOutUser(user.Id, SomeKey, Note.Parse("lost the phone")), Acts.Revoke(key.Key.Id, SomeKey),
        ];
        var stranger = UserId.New(TimeProvider.System);
        foreach (var act in acts)
        {
            await DoAsync(act);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        foreach (var (act, verdict) in ((OperatorAct, OperatorVerdict)[])
        [
            (Acts.Freeze(Commands.Wallet("nobody"), FrozenSides.Both), OperatorVerdict.NotFound),
            (Acts.Thaw(Commands.Wallet("nobody")), OperatorVerdict.NotFound),
            (new SignOutUser(stranger, null, Note.Parse("who")), OperatorVerdict.NotFound),
            (new UnlockUser(stranger, UnlockedSecret.Pin, null, Note.Parse("who")), OperatorVerdict.NotFound),
            (Acts.Revoke(SomeKey), OperatorVerdict.NotFound), (Acts.Revoke(key.Key.Id), OperatorVerdict.DoneBefore),
            (key, OperatorVerdict.DoneBefore),
        ])
            Assert.Equal(verdict, await Operators.ActAsync(act));

        await ReopenAsync();
        var log = await Operators.ReadOperatorLogAsync(Limits.MaxPageSize);
        Assert.Equal([8, 7, 6, 5, 4, 3, 2, 1], log.Select(static entry => entry.Sequence));
        Assert.Equal(
            acts.Select(static (act, i) => (
                Timestamp.From(FakeTime.Start.AddSeconds(i)), act.By, act.Kind, act.Target, act.Detail, act.Reason)),
            log.Reverse().Select(static entry => (
                entry.At, entry.By, entry.Kind, entry.Target, entry.Detail, entry.Reason)));
        Assert.Equal(
            ["read money keys", $"both until {end}", "debit", "", "pin", "sign-in", "", ""],
            log.Reverse().Select(static entry => entry.Detail));
        AssertIsChain(log);
        Assert.Equal(2, (await Users.FindAsync(user.Id))!.TokenGeneration);
    }

    [Fact]
    public async Task What_froze_a_wallet_last_and_what_was_given_back_are_told()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob", 100));
        Assert.Null(await Operators.FindLastFreezeAsync(ada));
        await DoAsync(Acts.Freeze(ada, FrozenSides.Debit, by: SomeKey));
        await DoAsync(Acts.Freeze(bob, FrozenSides.Both));
        Assert.Equal((1, OperatorActKind.Frozen, SomeKey),
            await Operators.FindLastFreezeAsync(ada) is { } row ? (row.Sequence, row.Kind, row.By!.Value) : default);
        await DoAsync(Acts.Thaw(ada));
        await DoAsync(Acts.Thaw(bob));
        Assert.Equal((3, OperatorActKind.Thawed),
            await Operators.FindLastFreezeAsync(ada) is { } last ? (last.Sequence, last.Kind) : default);

        var paid = await PayAsync(ada, bob, 100);
        Assert.Equal(0, await Ledger.FindGivenBackAsync(paid.Id));
        await ExpectAsync(OutcomeCode.Committed, Commands.Reversal(paid, 30));
        await ExpectAsync(OutcomeCode.RefundExceeds, Commands.Reversal(paid, 71));
        await ExpectAsync(OutcomeCode.Committed, Commands.Reversal(paid, 20));
        Assert.Equal(50, await Ledger.FindGivenBackAsync(paid.Id));
        Assert.Equal(0, await Ledger.FindGivenBackAsync(TransferId.New(TimeProvider.System)));
    }

    [Fact]
    public async Task The_log_is_read_in_pages_newest_first_and_its_time_never_goes_back()
    {
        var ada = await OpenWalletAsync("ada");
        Assert.Empty(await Operators.ReadOperatorLogAsync(10));
        for (var i = 0; i < 5; i++)
        {
            await DoAsync(Acts.Thaw(ada));
            Time.SetClock(Time.GetUtcNow() - TimeSpan.FromMinutes(1));
        }

        Assert.Equal([5, 4], (await Operators.ReadOperatorLogAsync(2)).Select(static entry => entry.Sequence));
        Assert.Equal([3, 2], (await Operators.ReadOperatorLogAsync(2, 4)).Select(static entry => entry.Sequence));
        Assert.Equal([1], (await Operators.ReadOperatorLogAsync(2, 2)).Select(static entry => entry.Sequence));
        Assert.Empty(await Operators.ReadOperatorLogAsync(2, 1));
        Assert.All(await Operators.ReadOperatorLogAsync(10), static entry =>
            Assert.Equal(Timestamp.From(FakeTime.Start), entry.At));
        foreach (var limit in (int[])[0, Limits.MaxPageSize + 1])
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
                Operators.ReadOperatorLogAsync(limit).AsTask());
    }

    [Fact]
    public async Task Those_who_act_at_the_same_moment_leave_a_log_without_gaps()
    {
        var wallets = new List<WalletId>();
        for (var i = 0; i < 4; i++)
            wallets.Add(await OpenWalletAsync($"w{i}", 1000));
        var paid = await PayAsync(wallets[0], wallets[1], 100);

        await Task.WhenAll([
            .. Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
                await DoAsync(Acts.Freeze(wallets[i % 4], FrozenSides.Debit, by: SomeKey)))),
            .. Enumerable.Range(0, 4).Select(_ => Task.Run(() => ReverseAsync(Commands.Reversal(paid, 1)))),
        ]);

        var log = await Operators.ReadOperatorLogAsync(Limits.MaxPageSize);
        Assert.Equal(20, log.Count);
        AssertIsChain(log);

        // A batch that is always too late is refused, surely undone, and asked for again.
        async Task ReverseAsync(LedgerCommand command)
        {
            while (true)
            {
                try
                {
                    await ExpectAsync(OutcomeCode.Committed, command);
                    return;
                }
                catch (LedgerException e) when (e.Failure == LedgerFailure.Unavailable)
                {
                    command = command.Again();
                }
            }
        }
    }

    [Fact]
    public async Task A_reversal_is_a_row_of_the_log_once_however_often_it_is_asked_for()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 1000), await OpenWalletAsync("bob"));
        var (first, second) = (await PayAsync(ada, bob, 100), await PayAsync(ada, bob, 50));
        var part = Commands.Reversal(first, 30, reason: "broken cup") with { By = SomeKey };
        var other = OperatorKeyId.New(TimeProvider.System);

        await ExpectAsync(
            [OutcomeCode.Committed, OutcomeCode.RefundExceeds, OutcomeCode.Committed, OutcomeCode.Committed,
                OutcomeCode.Committed],
            part, Commands.Reversal(first, 71), part.Again() with { By = other }, Commands.Transfer(ada, bob, 1),
            Commands.Reversal(second) with { By = other });
        var retried = await ExpectAsync(OutcomeCode.Committed, part.Again() with { By = other });
        Assert.True(retried.Replayed);

        var log = await Operators.ReadOperatorLogAsync(10);
        AssertIsChain(log);
        Assert.Equal(
            [
                (OperatorActKind.Reversed, other, second.Id.ToString(), "paid twice"),
                (OperatorActKind.Reversed, SomeKey, first.Id.ToString(), "broken cup"),
            ],
            log.Select(static entry => (entry.Kind, entry.By!.Value, entry.Target, entry.Reason.Value)));
        Assert.Equal($"30 as {part.ProposedId}", log[1].Detail);
        Assert.StartsWith("50 as ", log[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_found_by_its_digest_and_kept_when_it_is_revoked()
    {
        var (ada, bob) = (OperatorSecret.New(), OperatorSecret.New());
        var (first, second) = (Acts.AddKey(OperatorScopes.Keys, ada), Acts.AddKey(OperatorScopes.Read, bob));
        await DoAsync(first);
        var later = first.Key.CreatedAt.Plus(TimeSpan.FromSeconds(1));
        await DoAsync(second with { Key = second.Key with { CreatedAt = later } });
        Time.Advance(TimeSpan.FromSeconds(3));
        await DoAsync(Acts.Revoke(first.Key.Id, second.Key.Id));

        await ReopenAsync();
        var revoked = first.Key with { RevokedAt = Timestamp.Now(Time) };
        Assert.Equal(revoked, await Operators.FindOperatorKeyAsync(ada.Digest()));
        Assert.Equal(second.Key.Id, (await Operators.FindOperatorKeyAsync(bob.Digest()))?.Id);
        Assert.Null(await Operators.FindOperatorKeyAsync(OperatorSecret.New().Digest()));
        Assert.Equal([revoked.Id, second.Key.Id],
            (await Operators.ListOperatorKeysAsync()).Select(static key => key.Id));
        foreach (var clash in (AddOperatorKey[])
            [first with { Digest = OperatorSecret.New().Digest() }, Acts.AddKey(OperatorScopes.Read, ada)])
            await Assert.ThrowsAsync<InvalidOperationException>(() => Operators.ActAsync(clash).AsTask());
        Assert.Equal(3, (await Operators.ReadOperatorLogAsync(10)).Count);
    }

    [Fact]
    public async Task The_last_audits_are_kept()
    {
        var start = Timestamp.Now(Time);
        StoredAudit Audit(int i) => new(
            start.Plus(TimeSpan.FromSeconds(i)), start.Plus(TimeSpan.FromSeconds(i + 1)), i, 2, 3, 4, "-5", "d1ge57",
            6, ["invariant 1, ledger: \u20b9", "invariant 2"], i % 2 == 0 ? null : "/heads/" + i);
        for (var i = 0; i < StoredAudit.MaxKept + 3; i++)
            await Operators.SaveAuditAsync(Audit(i));
        await Operators.SaveAuditAsync(Audit(5));

        await ReopenAsync();
        Assert.Equal([Audit(102).ToText(), Audit(101).ToText()],
            (await Operators.ListAuditsAsync(2)).Select(static audit => audit.ToText()));
        var all = await Operators.ListAuditsAsync(1000);
        Assert.Equal(StoredAudit.MaxKept, all.Count);
        Assert.Equal(Audit(3).StartedAt, all[^1].StartedAt);
        Assert.Equal(Audit(5).ToText(), all[^3].ToText());
    }

    private async Task DoAsync(OperatorAct act) =>
        Assert.Equal(OperatorVerdict.Done, await Operators.ActAsync(act));

    // By the second writing of the layout.
    private static void AssertIsChain(IReadOnlyList<OperatorLogEntry> newestFirst)
    {
        var hash = new byte[OperatorLogHash.Size];
        var sequence = 0L;
        foreach (var entry in newestFirst.Reverse())
        {
            hash = ReferenceHash.OfAct(
                hash, ++sequence, entry.At.UnixMicroseconds, entry.By?.Value.ToByteArray(bigEndian: true),
                (long)entry.Kind, entry.Target, entry.Detail, entry.Reason.Value);
            Assert.Equal(sequence, entry.Sequence);
            Assert.Equal(hash, entry.Hash);
        }
    }
}
