using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>The PIN of a transfer, <c>POST /auth/pin</c>, and the lock after wrong PINs.</summary>
public abstract class PinContract(WalletHosts hosts) : HttpContract(hosts)
{
    private const int MaxFailures = 5;

    private static Task<Reply> GuessAsync(TestUser user, TestUser receiver) =>
        user.PayAsync(receiver, 1, NewKey(), pin: TestUser.OtherPin(user.Pin));

    private static Task<Reply> GuessByChangingAsync(TestUser user) =>
        user.PostAsync("/auth/pin", Body.ChangePin(TestUser.OtherPin(user.Pin), TestUser.NewPin()));

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task Five_wrong_pins_lock_and_then_the_right_one_is_refused_too(int byChanging)
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        for (var left = MaxFailures - 1; left >= 0; left--)
        {
            var guess = left >= MaxFailures - byChanging ? GuessByChangingAsync(user) : GuessAsync(user, other);
            Assert.Equal(left, (await guess).Refused(403, "wrong_pin").Number("attemptsLeft"));
        }
        var locked = (await user.PayAsync(other, 1, NewKey())).Refused(423, "pin_locked");
        Assert.InRange(locked.RetryAfter!.Value, 800, 900);
        (await user.PostAsync("/auth/pin", Body.ChangePin(user.Pin, TestUser.NewPin()))).Refused(423, "pin_locked");
        Assert.Equal(100, await user.BalanceAsync());
        Assert.Equal(0, await other.BalanceAsync());
    }

    [Fact]
    public async Task Parallel_guesses_give_no_more_than_five_tries()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        var replies = await AtOnceAsync(50, _ => GuessAsync(user, other));
        var compared = replies.Where(r => r.Status == 403)
            .Select(r => r.Refused(403, "wrong_pin").Number("attemptsLeft"));
        Assert.Equal([0, 1, 2, 3, 4], compared.Order());
        Assert.All(replies.Where(r => r.Status != 403), r => r.Refused(423, "pin_locked"));
        (await user.PayAsync(other, 1, NewKey())).Refused(423, "pin_locked");
    }

    [Fact]
    public async Task A_verified_pin_is_remembered_and_still_only_the_right_one_passes()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        for (var i = 0; i < MaxFailures + 1; i++)
        {
            (await user.PayAsync(other, 1, NewKey())).Expect(201);
            Assert.Equal(MaxFailures - 1, (await GuessAsync(user, other)).Refused(403, "wrong_pin")
                .Number("attemptsLeft"));
        }
    }

    [Fact]
    public async Task Parallel_right_pins_all_pass()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        Assert.All(await AtOnceAsync(32, _ => user.PayAsync(other, 1, NewKey())), r => r.Expect(201));
        Assert.Equal(68, await user.BalanceAsync());
    }

    [Fact]
    public async Task A_lock_outlives_a_restart_ends_after_a_quarter_of_an_hour_and_leaves_the_key_unused()
    {
        await using var own = await Hosts.StartOwnAsync();
        var (user, other) = (await TestUser.RegisterAsync(own.Client, 100), await TestUser.RegisterAsync(own.Client));
        var key = NewKey();
        (await user.PayAsync(other, 1, NewKey())).Expect(201);
        for (var i = 0; i < MaxFailures - 1; i++)
            (await user.PayAsync(other, 1, key, pin: TestUser.OtherPin(user.Pin))).Refused(403, "wrong_pin");
        await own.Host.RestartAsync();
        Assert.Equal(0, (await GuessAsync(user, other)).Refused(403, "wrong_pin").Number("attemptsLeft"));
        await own.Host.RestartAsync();
        var locked = (await user.PayAsync(other, 1, key)).Refused(423, "pin_locked");
        (await user.ByKeyAsync(key)).Refused(404, "not_found");

        own.Host.Time.Advance(TimeSpan.FromSeconds(locked.RetryAfter!.Value));
        Assert.False((await user.PayAsync(other, 1, key)).Expect(201).Replayed);
        Assert.Equal(98, await user.BalanceAsync());
    }

    [Fact]
    public async Task A_new_pin_counts_at_once_and_the_old_one_is_wrong_although_it_was_remembered()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        (await user.PayAsync(other, 1, NewKey())).Expect(201);
        var old = user.Pin;
        await user.ChangePinAsync(TestUser.OtherPin(old));
        (await user.PayAsync(other, 1, NewKey(), pin: old)).Refused(403, "wrong_pin");
        (await user.PayAsync(other, 1, NewKey())).Expect(201);
    }



    [Fact]
    public async Task A_malformed_pin_costs_no_try()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        for (var i = 0; i < MaxFailures + 1; i++)
        {
            (await user.PayAsync(other, 1, NewKey(), pin: "12a4")).Invalid("pin");
            (await user.PostAsync("/auth/pin", Body.ChangePin(user.Pin, "1234"))).Invalid("newPin");
        }

        Assert.Equal(MaxFailures - 1, (await GuessAsync(user, other)).Refused(403, "wrong_pin").Number("attemptsLeft"));
    }
}
