using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>A PIN that has just been verified is not hashed again, and is forgotten whenever it should be.</summary>
public sealed class RememberedPinTests
{
    [Fact]
    public async Task A_remembered_pin_is_not_hashed_again()
    {
        await using var world = new World();
        var ada = await RememberAsync(world);

        for (var i = 0; i < 10; i++)
            Assert.Equal(SecretVerdict.Verified, await VerifyAsync(world, ada, World.Pin));

        Assert.Equal(1, world.Bcrypt.Verifications);
    }

    [Fact]
    public async Task To_ask_whether_it_is_remembered_costs_no_try()
    {
        await using var world = new World();
        var (ada, bob) = ((await world.RegisterAsync("ada")).User, (await world.RegisterAsync("bob")).User);
        Assert.False(world.Pins.IsVerified(ada, World.Pin));
        await VerifyAsync(world, ada, World.Pin);
        Assert.True(world.Pins.IsVerified(ada, World.Pin));
        for (var i = 0; i < 10; i++)
            Assert.False(world.Pins.IsVerified(ada, World.WrongPin));
        Assert.False(world.Pins.Of(ada).IsVerified(bob, World.Pin));

        Assert.True(world.Pins.IsVerified(ada, World.Pin));
        Assert.Equal(1, world.Bcrypt.Verifications);
        Assert.Empty(world.Lockouts.Subjects);
    }

    [Fact]
    public async Task Sixty_four_parallel_checks_of_the_right_pin_hash_once_and_never_lock()
    {
        await using var world = new World();
        var ada = (await world.RegisterAsync("ada")).User;

        var checks = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(_ => Task.Run(() => VerifyAsync(world, ada, World.Pin)))).InTimeAsync();

        Assert.All(checks, static verdict => Assert.Equal(SecretVerdict.Verified, verdict));
        Assert.Equal(1, world.Bcrypt.Verifications);
        Assert.Empty(world.Lockouts.Subjects);
    }

    [Fact]
    public async Task It_is_remembered_for_five_minutes_from_its_hashing()
    {
        await using var world = new World();
        var ada = await RememberAsync(world);
        world.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        await VerifyAsync(world, ada, World.Pin);
        Assert.Equal(1, world.Bcrypt.Verifications);

        // Being used does not make it last longer.
        world.Time.Advance(TimeSpan.FromTicks(1));
        await VerifyAsync(world, ada, World.Pin);
        Assert.Equal(2, world.Bcrypt.Verifications);
    }

    [Fact]
    public async Task Setting_the_clock_back_does_not_make_it_last()
    {
        await using var world = new World();
        var ada = await RememberAsync(world);
        world.Time.Advance(TimeSpan.FromMinutes(5));
        world.Time.SetClock(FakeTime.Start.AddDays(-1));

        await VerifyAsync(world, ada, World.Pin);

        Assert.Equal(2, world.Bcrypt.Verifications);
    }

    [Fact]
    public async Task It_is_forgotten_on_a_wrong_pin()
    {
        await using var world = new World();
        var ada = await RememberAsync(world);
        Assert.Equal(SecretVerdict.Wrong, await VerifyAsync(world, ada, World.WrongPin));

        Assert.Equal(SecretVerdict.Verified, await VerifyAsync(world, ada, World.Pin));

        Assert.Equal(3, world.Bcrypt.Verifications);
    }

    [Fact]
    public async Task It_is_forgotten_on_a_lock()
    {
        await using var world = new World();
        var ada = await RememberAsync(world);
        for (var i = 0; i < 5; i++)
            await VerifyAsync(world, ada, World.WrongPin);

        Assert.Equal(SecretVerdict.Locked, await VerifyAsync(world, ada, World.Pin));
        world.Time.Advance(world.PinOptions.LockFor);
        Assert.Equal(SecretVerdict.Verified, await VerifyAsync(world, ada, World.Pin));
        Assert.Equal(7, world.Bcrypt.Verifications);
    }

    [Fact]
    public async Task It_is_forgotten_on_a_change_and_the_new_one_is_remembered()
    {
        await using var world = new World();
        var ada = await RememberAsync(world);
        var changed = Secret.Pin("250712");
        Assert.Equal(SecretVerdict.Verified,
            (await world.Pins.ChangeAsync(new Caller(ada, default), World.Pin, changed).InTimeAsync()).Verdict);
        Assert.Equal(2, world.Bcrypt.Verifications);

        Assert.Equal(SecretVerdict.Verified, await VerifyAsync(world, ada, changed));
        Assert.Equal(2, world.Bcrypt.Verifications);
        Assert.Equal(SecretVerdict.Wrong, await VerifyAsync(world, ada, World.Pin));
    }

    [Fact]
    public async Task It_is_not_remembered_by_another_process()
    {
        await using var world = new World();
        var ada = await RememberAsync(world);

        await world.NewPinLockouts().VerifyAsync(ada, World.Pin).InTimeAsync();

        Assert.Equal(2, world.Bcrypt.Verifications);
    }

    [Fact]
    public async Task One_users_pin_is_not_remembered_for_another()
    {
        await using var world = new World();
        await RememberAsync(world);
        var bob = (await world.RegisterAsync("bob")).User;

        await VerifyAsync(world, bob, World.Pin);

        Assert.Equal(2, world.Bcrypt.Verifications);
    }

    [Fact]
    public async Task Nothing_is_remembered_when_that_is_turned_off()
    {
        await using var world = new World(new PinOptions { RememberFor = TimeSpan.Zero });
        var ada = await RememberAsync(world);

        await VerifyAsync(world, ada, World.Pin);

        Assert.Equal(2, world.Bcrypt.Verifications);
    }

    [Fact]
    public async Task A_remembered_pin_does_not_wait_for_a_guess_that_is_being_compared()
    {
        await using var world = new World();
        var ada = await RememberAsync(world);
        var turnstile = new Turnstile();
        world.Bcrypt.Verifying = turnstile.Pass;
        var guess = VerifyAsync(world, ada, World.WrongPin);
        await turnstile.Reached.InTimeAsync();

        var right = VerifyAsync(world, ada, World.Pin);
        Assert.True(right.IsCompletedSuccessfully);
        Assert.Equal(SecretVerdict.Verified, await right);

        turnstile.Open();
        Assert.Equal(SecretVerdict.Wrong, await guess.InTimeAsync());
        Assert.Equal(2, world.Bcrypt.Verifications);
    }

    [Fact]
    public async Task The_lock_is_looked_at_before_the_digest()
    {
        // With one failure allowed, the guess that is being compared right now has locked already, while the digest is
        // still there.
        await using var world = new World(new PinOptions { MaxFailures = 1 });
        var ada = await RememberAsync(world);
        var turnstile = new Turnstile();
        world.Bcrypt.Verifying = turnstile.Pass;
        var guess = VerifyAsync(world, ada, World.WrongPin);
        await turnstile.Reached.InTimeAsync();

        var right = VerifyAsync(world, ada, World.Pin);
        Assert.False(right.IsCompleted);
        turnstile.Open();

        Assert.Equal(SecretVerdict.Wrong, await guess.InTimeAsync());
        Assert.Equal(SecretVerdict.Locked, await right.InTimeAsync());
        Assert.Equal(2, world.Bcrypt.Verifications);
    }

    private static async Task<UserId> RememberAsync(World world)
    {
        var ada = (await world.RegisterAsync("ada")).User;
        Assert.Equal(SecretVerdict.Verified, await VerifyAsync(world, ada, World.Pin));
        Assert.Equal(1, world.Bcrypt.Verifications);
        return ada;
    }

    private static async Task<SecretVerdict> VerifyAsync(World world, UserId user, Pin pin) =>
        (await world.Pins.VerifyAsync(user, pin)).Verdict;
}
