using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class PinLockoutTests : WorldTests
{
    [Fact]
    public async Task Five_wrong_pins_in_a_row_lock_for_15_minutes()
    {
        for (var left = 4; left >= 0; left--)
            Assert.Equal(new SecretCheck(SecretVerdict.Wrong, left), await VerifyAsync(World.WrongPin));
        World.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(new SecretCheck(SecretVerdict.Locked, RetryAfter: TimeSpan.FromSeconds(899)),
            await VerifyAsync(World.WrongPin));
        Assert.Equal(
            new SecretCheck(SecretVerdict.Locked, RetryAfter: TimeSpan.FromSeconds(899)), await VerifyAsync(World.Pin));
        Assert.Equal(5, World.Bcrypt.Verifications);
    }

    [Fact]
    public async Task A_lock_ends_and_the_count_starts_anew()
    {
        await FailAsync(5);
        World.Time.Advance(World.PinOptions.LockFor - TimeSpan.FromMicroseconds(1));
        Assert.Equal(SecretVerdict.Locked, (await VerifyAsync(World.Pin)).Verdict);
        World.Time.Advance(TimeSpan.FromMicroseconds(1));

        Assert.Equal(new SecretCheck(SecretVerdict.Wrong, 4), await VerifyAsync(World.WrongPin));
        Assert.Equal(SecretVerdict.Verified, (await VerifyAsync(World.Pin)).Verdict);
        Assert.Equal(new SecretCheck(SecretVerdict.Wrong, 4), await VerifyAsync(World.WrongPin));
    }

    [Fact]
    public async Task The_right_pin_clears_the_count_even_at_the_last_try()
    {
        await FailAsync(4);
        Assert.Equal(SecretVerdict.Verified, (await VerifyAsync(World.Pin)).Verdict);

        Assert.Empty(World.Lockouts.Subjects);
        Assert.Equal(new SecretCheck(SecretVerdict.Wrong, 4), await VerifyAsync(World.WrongPin));
    }

    [Fact]
    public async Task Wrong_pins_do_not_age()
    {
        await FailAsync(4);
        World.Time.Advance(TimeSpan.FromDays(365));

        Assert.Equal(new SecretCheck(SecretVerdict.Wrong, 0), await VerifyAsync(World.WrongPin));
        Assert.Equal(SecretVerdict.Locked, (await VerifyAsync(World.Pin)).Verdict);
    }

    [Fact]
    public async Task Fifty_parallel_guesses_are_five_comparisons()
    {
        // Each is under way before any can have been counted.
        var checks = await Task.WhenAll(Enumerable.Range(5000, 50).Select(i => VerifyAsync(Secret.Pin($"{i}")))
            .ToArray()).InTimeAsync();

        Assert.Equal(5, World.Bcrypt.Verifications);
        Assert.Equal(5, checks.Count(static check => check.Verdict == SecretVerdict.Wrong));
        Assert.Equal(45, checks.Count(static check => check.Verdict == SecretVerdict.Locked));
    }

    [Fact]
    public async Task The_right_pin_among_parallel_guesses_does_not_help_them()
    {
        var checks = await InParallelAsync(50, i => VerifyAsync(i == 25 ? World.Pin : Secret.Pin($"{5000 + i}")));

        // It clears the count at most once, so at most four guesses, itself, and five more are compared.
        Assert.InRange(World.Bcrypt.Verifications, 5, 10);
        Assert.InRange(checks.Count(static check => check.Verdict == SecretVerdict.Wrong), 5, 9);
    }

    [Fact]
    public async Task More_than_can_wait_for_one_user_are_turned_away_uncounted()
    {
        var turnstile = new Turnstile();
        World.Bcrypt.Verifying = turnstile.Pass;
        var checks = Enumerable.Range(0, 129).Select(_ => VerifyAsync(World.Pin)).ToArray();
        await turnstile.Reached.InTimeAsync();

        Assert.Equal(SecretVerdict.Busy, (await checks[^1].InTimeAsync()).Verdict);
        turnstile.Open();
        Assert.All((await Task.WhenAll(checks).InTimeAsync())[..^1], static check =>
            Assert.Equal(SecretVerdict.Verified, check.Verdict));
    }

    [Fact]
    public async Task Whoever_was_turned_away_or_answered_takes_up_no_room_any_more()
    {
        await using var world = new World(new PinOptions { RememberFor = TimeSpan.Zero });
        var ada = (await world.RegisterAsync("ada")).User;
        for (var round = 0; round < 2; round++)
        {
            var turnstile = new Turnstile();
            world.Bcrypt.Verifying = turnstile.Pass;
            var checks = Enumerable.Range(0, 130)
                .Select(_ => world.Pins.VerifyAsync(ada, World.Pin).InTimeAsync()).ToArray();
            await turnstile.Reached.InTimeAsync();
            turnstile.Open();

            var verdicts = (await Task.WhenAll(checks).InTimeAsync()).Select(static check => check.Verdict);
            Assert.Equal(
                [.. Enumerable.Repeat(SecretVerdict.Verified, 128), SecretVerdict.Busy, SecretVerdict.Busy], verdicts);
        }
    }

    [Fact]
    public async Task The_state_is_read_once_and_known_from_then_on()
    {
        await FailAsync(1);
        World.Lockouts.ReadsFail = true;

        Assert.Equal(new SecretCheck(SecretVerdict.Wrong, 3), await VerifyAsync(World.WrongPin));
    }

    [Fact]
    public async Task The_count_of_pins_stands_under_the_user_and_apart_from_other_counts()
    {
        await FailAsync(1);

        Assert.Equal(["pin:" + Ada.User], World.Lockouts.Subjects);
    }

    [Fact]
    public async Task One_users_lock_is_nobody_elses()
    {
        await FailAsync(5);

        Assert.Equal(SecretVerdict.Verified, (await World.Pins.VerifyAsync(Bob.User, World.Pin).InTimeAsync()).Verdict);
    }

    [Fact]
    public async Task Nobody_else_is_known_to_a_users_lockout()
    {
        var lockout = World.Pins.Of(Ada.User);

        Assert.Equal(SecretVerdict.UnknownUser, (await lockout.VerifyAsync(Bob.User, World.Pin).InTimeAsync()).Verdict);
        Assert.Equal(SecretVerdict.UnknownUser,
            (await lockout.ChangeAsync(Bob, World.Pin, Secret.Pin("250712")).InTimeAsync()).Verdict);
        Assert.Equal(0, World.Bcrypt.Verifications);
        Assert.Empty(World.Lockouts.Subjects);
    }

    [Fact]
    public async Task An_unknown_user_is_neither_counted_nor_compared()
    {
        var check = await World.Pins.VerifyAsync(UserId.New(TimeProvider.System), World.Pin).InTimeAsync();

        Assert.Equal(SecretVerdict.UnknownUser, check.Verdict);
        Assert.Equal(0, World.Bcrypt.Verifications);
        Assert.Empty(World.Lockouts.Subjects);
    }

    [Fact]
    public async Task When_hashing_is_busy_nothing_is_counted()
    {
        await using (await BusyHashing.OfAsync(World.Hashing, SecretPurpose.Pin))
            Assert.Equal(SecretVerdict.Busy, (await VerifyAsync(World.WrongPin)).Verdict);

        Assert.Empty(World.Lockouts.Subjects);
        Assert.Equal(0, World.Bcrypt.Verifications);
        Assert.Equal(new SecretCheck(SecretVerdict.Wrong, 4), await VerifyAsync(World.WrongPin));
    }

    private Task<SecretCheck> VerifyAsync(Pin pin) => World.Pins.VerifyAsync(Ada.User, pin).InTimeAsync();

    private async Task FailAsync(int times)
    {
        for (var i = 0; i < times; i++)
            Assert.Equal(SecretVerdict.Wrong, (await VerifyAsync(World.WrongPin)).Verdict);
    }

    private static Task<T[]> InParallelAsync<T>(int count, Func<int, Task<T>> work) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => work(i)))).InTimeAsync();
}
