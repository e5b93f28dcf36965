using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class RegistrationTests : IAsyncLifetime
{
    private readonly World _world = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Who_registers_has_an_empty_wallet_and_can_sign_in()
    {
        var result = await RegisterAsync("Ada@Example.org");

        Assert.Equal((RegisterVerdict.Registered, "ada@wallet"), (result.Verdict, result.Wallet.Value));
        Assert.Equal(0, await _world.Ledger.BalanceAsync(result.Wallet));
        var signIn = await _world.Accounts.SignInAsync(People.Email("ada@example.org"), World.Password, "::1")
            .InTimeAsync();
        Assert.Equal((SecretVerdict.Verified, result.User, result.Wallet),
            (signIn.Check.Verdict, signIn.User!.Id, signIn.User.Wallet));
        Assert.Equal(
            SecretVerdict.Verified, (await _world.Pins.VerifyAsync(result.User, World.Pin).InTimeAsync()).Verdict);
    }

    [Fact]
    public async Task Password_and_pin_are_hashed_apart()
    {
        var result = await RegisterAsync("ada@example.org");
        var user = await _world.Users.FindAsync(result.User);

        Assert.True(_world.Hasher.Verify(SecretPurpose.Password, result.User, World.Password.Reveal, user!.Password));
        Assert.True(_world.Hasher.Verify(SecretPurpose.Pin, result.User, World.Pin.Reveal, user.Pin));
        Assert.False(_world.Hasher.Verify(SecretPurpose.Password, result.User, World.Pin.Reveal, user.Pin));
    }

    [Fact]
    public async Task A_taken_email_is_refused_without_hashing()
    {
        await RegisterAsync("ada@example.org");
        var hashes = _world.Bcrypt.Hashes;

        Assert.Equal(new RegisterResult(RegisterVerdict.EmailTaken), await RegisterAsync("ADA@example.org"));

        Assert.Equal(hashes, _world.Bcrypt.Hashes);
    }

    [Fact]
    public async Task Of_parallel_registrations_of_one_email_one_wins()
    {
        var results = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(() => RegisterAsync("ada@example.org")))).InTimeAsync();

        Assert.Single(results, static result => result.Verdict == RegisterVerdict.Registered);
        Assert.Equal(19, results.Count(static result => result.Verdict == RegisterVerdict.EmailTaken));
    }

    [Fact]
    public async Task One_name_at_many_domains_gets_a_wallet_each()
    {
        var results = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => Task.Run(() => RegisterAsync($"ada@{i}.example.org")))).InTimeAsync();

        Assert.All(results, static result => Assert.Equal(RegisterVerdict.Registered, result.Verdict));
        Assert.Equal(20, results.Select(static result => result.Wallet).Distinct().Count());
        Assert.Single(results, static result => result.Wallet == Commands.Wallet("ada"));
    }

    [Fact]
    public async Task Nobody_becomes_the_issuer()
    {
        var result = await RegisterAsync("issuer@example.org");

        Assert.Equal(RegisterVerdict.Registered, result.Verdict);
        Assert.False(result.Wallet.IsIssuer);
    }

    [Fact]
    public async Task When_the_store_is_down_nobody_is_registered()
    {
        _world.Users.IsDown = true;
        Assert.Equal(RegisterVerdict.Unavailable, (await RegisterAsync("ada@example.org")).Verdict);
        _world.Users.IsDown = false;
        Assert.Equal(RegisterVerdict.Registered, (await RegisterAsync("ada@example.org")).Verdict);
    }

    [Fact]
    public async Task When_hashing_is_busy_nobody_is_registered()
    {
        await using (await BusyHashing.OfAsync(_world.Hashing, SecretPurpose.Password))
            Assert.Equal(RegisterVerdict.Busy, (await RegisterAsync("ada@example.org")).Verdict);
        Assert.Equal(RegisterVerdict.Registered, (await RegisterAsync("ada@example.org")).Verdict);
    }

    private Task<RegisterResult> RegisterAsync(string email) =>
        _world.Accounts.RegisterAsync(People.Email(email), World.Password, World.Pin).InTimeAsync();
}
