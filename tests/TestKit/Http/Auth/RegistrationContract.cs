using Xunit;

namespace Wallet.TestKit.Http;

/// <summary><c>POST /auth/register</c>.</summary>
public abstract class RegistrationContract(WalletHosts hosts) : HttpContract(hosts)
{
    private async Task<Reply> RegisterAsync(string email, string? password = null, string? pin = null)
    {
        password ??= TestUser.NewPassword();
        Client.Secrets.AddPassword(password);
        return await Client.PostAsync("/auth/register", Body.Register(email, password, pin ?? TestUser.NewPin()));
    }

    [Fact]
    public async Task Registering_makes_a_user_with_an_empty_wallet()
    {
        var email = TestUser.NewEmail();
        var reply = (await RegisterAsync(email)).Expect(201);
        Assert.Equal(["userId", "walletId"], reply.Json.EnumerateObject().Select(m => m.Name));
        Assert.Matches("^[0-9a-f]{32}$", reply["userId"]);
        Assert.Equal(email.Split('@')[0] + "@wallet", reply["walletId"]);

        var user = await UserAsync();
        Assert.Equal(0, await user.BalanceAsync());
        Assert.Empty((await user.GetAsync("/transactions")).Expect(200).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task An_email_is_trimmed_and_compared_without_case()
    {
        var email = TestUser.NewEmail();
        (await RegisterAsync($"  {email.ToUpperInvariant()} ")).Expect(201);
        (await RegisterAsync(email)).Refused(409, "email_taken");
    }

    [Fact]
    public async Task Of_parallel_registrations_with_one_email_one_wins()
    {
        var email = TestUser.NewEmail();
        var replies = await AtOnceAsync(20, _ => RegisterAsync(email));
        Assert.Single(replies, r => r.Status == 201);
        Assert.All(replies.Where(r => r.Status != 201), r => r.Refused(409, "email_taken"));
    }

    [Fact]
    public async Task Equal_names_get_different_wallets()
    {
        var name = TestUser.NewEmail().Split('@')[0];
        var replies = await AtOnceAsync(8, i => RegisterAsync($"{name}@host{i}.example"));
        Assert.All(replies, r => Assert.Matches($"^{name}(-[0-9]+)?@wallet$", r.Expect(201)["walletId"]));
        Assert.Equal(8, replies.Select(r => r["walletId"]).Distinct().Count());
    }

    [Theory]
    [InlineData("issuer")]
    [InlineData("ISSUER")]
    [InlineData("...")]
    [InlineData("Ünïcödé+tag")]
    [InlineData("a")]
    public async Task Every_name_becomes_a_safe_wallet_id_and_nobody_becomes_the_issuer(string name)
    {
        var wallet = (await RegisterAsync($"{name}@{Guid.NewGuid():N}.example")).Expect(201)["walletId"];
        Assert.Matches("^[a-z0-9][a-z0-9._-]*@wallet$", wallet);
        Assert.InRange(wallet.Length, 3, 64);
        Assert.NotEqual("issuer@wallet", wallet);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("@example.com")]
    [InlineData("a@")]
    [InlineData("a b@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("a\u0000@example.com")]
    public async Task An_email_that_is_none_is_refused(string email) => (await RegisterAsync(email)).Invalid("email");

    [Theory]
    [InlineData("123")]
    [InlineData("1234567")]
    [InlineData("12a4")]
    [InlineData("١٢٧٤")]
    [InlineData("1111")]
    [InlineData("1234")]
    [InlineData("9876")]
    [InlineData("345678")]
    [InlineData("")]
    public async Task A_pin_that_is_none_or_too_plain_is_refused(string pin) =>
        (await RegisterAsync(TestUser.NewEmail(), pin: pin)).Invalid("pin");

    [Theory]
    [InlineData("2580")]
    [InlineData("13579")]
    [InlineData("112233")]
    public async Task Other_pins_of_four_to_six_digits_are_accepted(string pin) =>
        (await RegisterAsync(TestUser.NewEmail(), pin: pin)).Expect(201);

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public async Task A_password_has_8_to_128_characters(int length, bool accepted)
    {
        var reply = await RegisterAsync(TestUser.NewEmail(), string.Concat(Enumerable.Repeat("pX3-", 40))[..length]);
        if (accepted)
            reply.Expect(201);
        else
            reply.Invalid("password");
    }

    [Fact]
    public async Task All_faults_are_told_at_once() =>
        (await RegisterAsync("nobody", "short", "1")).Invalid("email", "password", "pin");

    [Fact]
    public async Task Missing_members_are_told_by_name() =>
        (await Client.PostAsync("/auth/register", "{}")).Invalid("email", "password", "pin");

    [Fact]
    public async Task A_refused_registration_leaves_the_email_free()
    {
        var email = TestUser.NewEmail();
        (await RegisterAsync(email, pin: "1111")).Invalid("pin");
        (await RegisterAsync(email)).Expect(201);
    }
}
