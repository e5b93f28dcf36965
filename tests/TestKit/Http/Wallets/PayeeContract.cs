using System.Text.Json;
using Wallet.Core;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary><c>GET /wallets/{walletId}</c>, and the name that <c>POST /auth/register</c> takes for it.</summary>
public abstract class PayeeContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Theory]
    [InlineData("Alice Smith", "A••••e S.")]
    [InlineData("  Alice   van der Smith  ", "A••••e S.")]
    [InlineData("Bob", "B••••")]
    [InlineData("X", "X••••")]
    [InlineData("\u0141ukasz \u017b\u00f3\u0142w", "\u0141••••z \u017b.")]
    [InlineData("\u738b\u5c0f\u660e", "\u738b••••")]
    public async Task Whoever_is_about_to_pay_sees_a_masked_name(string name, string masked)
    {
        var (user, payee) = (await UserAsync(), await TestUser.RegisterAsync(Client, name: name));
        var seen = (await user.GetAsync("/wallets/" + payee.WalletId)).Expect(200);
        Assert.Equal(["walletId", "name", "canReceive"], seen.Json.EnumerateObject().Select(static m => m.Name));
        Assert.Equal((payee.WalletId, masked), (seen["walletId"], seen["name"]));
        Assert.True(seen.Json.GetProperty("canReceive").GetBoolean());
        Assert.Equal(seen.Text, (await payee.GetAsync("/wallets/" + payee.WalletId)).Expect(200).Text);
    }

    [Fact]
    public async Task Who_said_no_name_has_none()
    {
        var user = await UserAsync();
        var seen = (await user.GetAsync("/wallets/" + user.WalletId)).Expect(200);
        Assert.Equal(JsonValueKind.Null, seen.Json.GetProperty("name").ValueKind);
    }

    [Theory]
    [InlineData("issuer@wallet")]
    [InlineData("nobody-at-all@wallet")]
    [InlineData("ASHA@wallet")]
    [InlineData("x")]
    [InlineData("'%20or%201=1")]
    public async Task What_nobody_owns_is_not_there(string wallet) =>
        (await (await UserAsync()).GetAsync("/wallets/" + wallet)).Refused(404, "not_found");

    [Theory]
    [InlineData(FrozenSides.Credit, false)]
    [InlineData(FrozenSides.Both, false)]
    [InlineData(FrozenSides.Debit, true)]
    public async Task A_wallet_whose_credits_are_frozen_can_not_receive(FrozenSides sides, bool canReceive)
    {
        var (user, payee) = (await UserAsync(), await UserAsync());
        async Task<bool> CanReceiveAsync() => (await user.GetAsync("/wallets/" + payee.WalletId)).Expect(200)
            .Json.GetProperty("canReceive").GetBoolean();

        Assert.True(await CanReceiveAsync());
        await Hosts.Shared.Host.ActAsync(Acts.Freeze(WalletId.Parse(payee.WalletId), sides));
        Assert.Equal(canReceive, await CanReceiveAsync());
        await Hosts.Shared.Host.ActAsync(Acts.Thaw(WalletId.Parse(payee.WalletId)));
        Assert.True(await CanReceiveAsync());
    }

    [Fact]
    public async Task A_caller_has_sixty_look_ups_a_minute_whatever_is_found()
    {
        await using var own = await Hosts.StartOwnAsync();
        var (user, other) = (await TestUser.RegisterAsync(own.Client), await TestUser.RegisterAsync(own.Client));
        // Each process counts by itself.
        var allowed = 60 * own.Host.Addresses.Count;
        for (var i = 0; i < allowed; i++)
            (await user.GetAsync("/wallets/" + (i % 2 == 0 ? other.WalletId : "nobody@wallet")))
                .Expect(i % 2 == 0 ? 200 : 404);
        for (var i = 0; i < own.Host.Addresses.Count; i++)
            Assert.InRange((await user.GetAsync("/wallets/" + other.WalletId)).Refused(429, "rate_limited").RetryAfter!
                .Value, 1, 60);
        (await other.GetAsync("/wallets/" + user.WalletId)).Expect(200);
        (await user.GetAsync("/wallet")).Expect(200);

        own.Host.Time.Advance(TimeSpan.FromSeconds(61));
        (await user.GetAsync("/wallets/" + other.WalletId)).Expect(200);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t ")]
    [InlineData("a\u0000b")]
    [InlineData("a\nb")]
    [InlineData("a\u2028b")]
    [InlineData("\u202eevil")]
    public async Task A_name_that_is_none_is_refused(string name) => (await RegisterAsync(name)).Invalid("name");

    [Theory]
    [InlineData(1, true)]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public async Task A_name_has_1_to_100_characters(int length, bool accepted)
    {
        var reply = await RegisterAsync(" " + new string('n', length) + " ");
        if (accepted)
            reply.Expect(201);
        else
            reply.Invalid("name");
    }

    private Task<Reply> RegisterAsync(string name)
    {
        var (password, pin) = (TestUser.NewPassword(), TestUser.NewPin());
        Client.Secrets.AddPassword(password);
        return Client.PostAsync("/auth/register", Body.Register(TestUser.NewEmail(), password, pin, name));
    }
}
