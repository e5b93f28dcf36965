using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class SignInLockoutTests
{
    private const string Home = "192.0.2.1", Elsewhere = "2001:db8::1";
    private static readonly EmailAddress Ada = People.Email("ada@example.org"), Bob = People.Email("bob@example.org");

    private readonly FakeTime _time = new();
    private readonly MemoryLockoutStore _store = new();

    [Fact]
    public async Task Ten_wrong_passwords_lock_an_email_for_one_address()
    {
        await FailAsync(10, Ada, Home);

        Assert.Equal(TimeSpan.FromMinutes(15), await BeginAsync(Ada, Home));
        Assert.Null(await BeginAsync(Ada, Elsewhere));
        Assert.Null(await BeginAsync(Bob, Home));
    }

    [Fact]
    public async Task A_hundred_wrong_passwords_lock_an_email_for_everybody()
    {
        for (var i = 0; i < 100; i++)
            Assert.Null(await BeginAsync(Ada, $"192.0.2.{i}"));

        Assert.Equal(TimeSpan.FromMinutes(15), await BeginAsync(Ada, Elsewhere));
        Assert.Null(await BeginAsync(Bob, Elsewhere));
    }

    [Fact]
    public async Task What_is_locked_out_is_not_counted()
    {
        await FailAsync(10, Ada, Home);
        for (var i = 0; i < 200; i++)
            Assert.NotNull(await BeginAsync(Ada, Home));

        // Ninety more from elsewhere are needed for the lock for everybody.
        for (var i = 0; i < 90; i++)
            Assert.Null(await BeginAsync(Ada, $"192.0.3.{i}"));
        Assert.NotNull(await BeginAsync(Ada, Elsewhere));
    }

    [Fact]
    public async Task A_lock_ends_after_15_minutes_and_says_when()
    {
        await FailAsync(10, Ada, Home);
        _time.Advance(TimeSpan.FromMinutes(14) + TimeSpan.FromMilliseconds(1));
        Assert.Equal(TimeSpan.FromSeconds(60), await BeginAsync(Ada, Home));
        _time.Advance(TimeSpan.FromMilliseconds(59_999));

        await FailAsync(10, Ada, Home);
        Assert.NotNull(await BeginAsync(Ada, Home));
    }

    [Fact]
    public async Task The_longer_of_two_locks_is_told()
    {
        for (var i = 0; i < 9; i++)
            await FailAsync(10, Ada, $"192.0.2.{i}");
        _time.Advance(TimeSpan.FromMinutes(10));
        await FailAsync(10, Ada, Elsewhere);
        _time.Advance(TimeSpan.FromMinutes(3));

        // 192.0.2.0 alone would be free in two minutes.
        Assert.Equal(TimeSpan.FromMinutes(12), await BeginAsync(Ada, "192.0.2.0"));
    }

    [Fact]
    public async Task Failures_that_are_15_minutes_old_are_forgotten()
    {
        await FailAsync(9, Ada, Home);
        _time.Advance(TimeSpan.FromMinutes(15));
        await FailAsync(10, Ada, Home);
        Assert.NotNull(await BeginAsync(Ada, Home));
    }

    [Fact]
    public async Task Failures_that_are_younger_are_not()
    {
        await FailAsync(9, Ada, Home);
        _time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromMicroseconds(1));
        await FailAsync(1, Ada, Home);
        Assert.NotNull(await BeginAsync(Ada, Home));
    }

    [Fact]
    public async Task Where_the_email_ends_and_the_address_begins_makes_a_difference()
    {
        await FailAsync(10, People.Email("ada@example.co"), "m::1");

        Assert.NotNull(await BeginAsync(People.Email("ada@example.co"), "m::1"));
        Assert.Null(await BeginAsync(People.Email("ada@example.com"), "::1"));
    }

    [Fact]
    public async Task Success_clears_the_counts()
    {
        await FailAsync(9, Ada, Home);
        await NewLockout().SucceedAsync(Ada, Home);

        Assert.Empty(_store.Subjects);
        await FailAsync(10, Ada, Home);
        Assert.NotNull(await BeginAsync(Ada, Home));
    }

    [Fact]
    public async Task What_is_kept_names_nobody()
    {
        await FailAsync(1, Ada, Home);

        Assert.Equal(2, _store.Subjects.Count);
        Assert.All(_store.Subjects, static subject => Assert.Matches("^sign-in:[0-9a-f]{64}$", subject));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_store_is_down_nothing_may_be_compared(bool reads)
    {
        (_store.ReadsFail, _store.WritesFail) = (reads, !reads);

        await Assert.ThrowsAsync<IOException>(() => BeginAsync(Ada, Home));
    }

    // A new lockout each time: what counts is in the store.
    private SignInLockout NewLockout() => new(_store, new SignInOptions(), _time);

    private Task<TimeSpan?> BeginAsync(EmailAddress email, string address) =>
        NewLockout().BeginAsync(email, address).AsTask();

    private async Task FailAsync(int times, EmailAddress email, string address)
    {
        for (var i = 0; i < times; i++)
            Assert.Null(await BeginAsync(email, address));
    }
}
