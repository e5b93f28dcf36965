using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>What a key means: the same request under it has the first outcome, for ever.</summary>
public abstract class IdempotencyContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public async Task A_retry_gets_the_first_answer_byte_for_byte_and_deducts_nothing()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        var key = NewKey();
        var first = (await user.PayAsync(other, 30, key, "note")).Expect(201);
        Assert.False(first.Replayed);
        (await user.PayAsync(other, 1, NewKey())).Expect(201);
        for (var i = 0; i < 3; i++)
            (await user.PayAsync(other, 30, key, "note")).ReplayOf(first);
        Assert.Equal(69, await user.BalanceAsync());
    }

    [Fact]
    public async Task A_retried_deposit_gets_the_first_answer_and_credits_nothing()
    {
        var user = await UserAsync();
        var key = NewKey();
        var first = (await user.DepositAsync(30, key)).Expect(201);
        (await user.DepositAsync(30, key)).ReplayOf(first);
        Assert.Equal(30, await user.BalanceAsync());
    }

    [Fact]
    public async Task A_refusal_is_an_outcome_and_stays_although_it_would_be_another_now()
    {
        var (user, other) = (await UserAsync(10), await UserAsync());
        var key = NewKey();
        var refused = (await user.PayAsync(other, 30, key)).Refused(422, "insufficient_funds");
        Assert.False(refused.Replayed);
        (await user.DepositAsync(100, NewKey())).Expect(201);
        (await user.PayAsync(other, 30, key)).ReplayOf(refused);
        (await user.PayAsync(other, 30, NewKey())).Expect(201);
        (await user.PayAsync(other, 30, key)).ReplayOf(refused);
        Assert.Equal(80, await user.BalanceAsync());
    }

    [Fact]
    public async Task After_a_restart_every_outcome_is_replayed_byte_for_byte()
    {
        await using var own = await Hosts.StartOwnAsync();
        var (user, other) = (await TestUser.RegisterAsync(own.Client, 100), await TestUser.RegisterAsync(own.Client));
        await own.Host.SetFrozenAsync(other.WalletId, true);
        var frozen = (await user.PayAsync(other, 1, "frozen")).Refused(422, "wallet_frozen");
        await own.Host.SetFrozenAsync(other.WalletId, false);
        var paid = (await user.PayAsync(other, 30, "paid", "with a note")).Expect(201);
        var poor = (await user.PayAsync(other, 300, "poor")).Refused(422, "insufficient_funds");
        var nobody = (await user.PayAsync("nobody-at-all@wallet", 3, "nobody")).Refused(422, "receiver_not_found");
        var deposit = (await user.DepositAsync(1000, "deposit")).Expect(201);
        Assert.All([frozen, paid, poor, nobody, deposit], r => Assert.False(r.Replayed));

        await own.Host.RestartAsync();
        (await user.PayAsync(other, 1, "frozen")).ReplayOf(frozen);
        (await user.PayAsync(other, 30, "paid", "with a note")).ReplayOf(paid);
        (await user.PayAsync(other, 300, "poor")).ReplayOf(poor);
        (await user.PayAsync("nobody-at-all@wallet", 3, "nobody")).ReplayOf(nobody);
        (await user.DepositAsync(1000, "deposit")).ReplayOf(deposit);
        Assert.Equal(1070, await user.BalanceAsync());
        Assert.Empty(await own.Host.AuditAsync());
    }

    [Fact]
    public async Task The_same_key_for_another_request_is_refused_and_the_first_outcome_stays()
    {
        var (user, other, third) = (await UserAsync(100), await UserAsync(), await UserAsync());
        var key = NewKey();
        var first = (await user.PayAsync(other, 30, key, "a")).Expect(201);
        (await user.PayAsync(other, 31, key, "a")).Refused(422, "idempotency_key_reused");
        (await user.PayAsync(third, 30, key, "a")).Refused(422, "idempotency_key_reused");
        (await user.PayAsync(other, 30, key, "b")).Refused(422, "idempotency_key_reused");
        (await user.PayAsync(other, 30, key)).Refused(422, "idempotency_key_reused");
        (await user.DepositAsync(30, key)).Refused(422, "idempotency_key_reused");
        (await user.PayAsync(other, 30, key, "a")).ReplayOf(first);
        Assert.Equal(70, await user.BalanceAsync());
    }

    [Fact]
    public async Task A_key_belongs_to_its_caller()
    {
        var (user, other) = (await UserAsync(100), await UserAsync(100));
        var key = NewKey();
        (await user.PayAsync(other, 30, key)).Expect(201);
        Assert.False((await other.PayAsync(user, 10, key)).Expect(201).Replayed);
        Assert.Equal(80, await user.BalanceAsync());
    }

    [Fact]
    public async Task Keys_differ_by_case()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        (await user.PayAsync(other, 1, "key")).Expect(201);
        Assert.False((await user.PayAsync(other, 1, "KEY")).Expect(201).Replayed);
    }

    [Fact]
    public async Task The_pin_and_the_token_are_no_part_of_the_request()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        var key = NewKey();
        var first = (await user.PayAsync(other, 30, key)).Expect(201);
        await user.ChangePinAsync(TestUser.OtherPin(user.Pin));
        await user.SignInAsync();
        (await user.PayAsync(other, 30, key)).ReplayOf(first);
    }

    [Fact]
    public async Task Neither_a_malformed_request_nor_a_wrong_pin_uses_the_key()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        var key = NewKey();
        (await user.PayAsync(other, 0, key)).Invalid("amount");
        (await user.PayAsync(other, 7, key, pin: TestUser.OtherPin(user.Pin))).Refused(403, "wrong_pin");
        (await user.ByKeyAsync(key)).Refused(404, "not_found");
        Assert.False((await user.PayAsync(other, 8, key)).Expect(201).Replayed);
    }

    [Fact]
    public async Task A_wrong_pin_learns_nothing_about_an_earlier_outcome()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        var key = NewKey();
        (await user.PayAsync(other, 30, key)).Expect(201);
        (await user.PayAsync(other, 30, key, pin: TestUser.OtherPin(user.Pin))).Refused(403, "wrong_pin");
    }
}
