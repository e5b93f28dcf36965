using System.Text.Json.Nodes;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary><c>POST /auth/login</c>.</summary>
public abstract class SignInContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public async Task Signing_in_gives_a_bearer_token_for_an_hour()
    {
        var user = await UserAsync();
        var reply = (await Client.PostAsync(
            "/auth/login", Body.Login(user.Email.ToUpperInvariant() + " ", user.Password))).Expect(200);
        Assert.Equal(["accessToken", "expiresIn", "tokenType", "walletId"], reply.Json.EnumerateObject()
            .Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.Equal("Bearer", reply["tokenType"]);
        Assert.Equal(3600, reply.Number("expiresIn"));
        Assert.Equal(user.WalletId, reply["walletId"]);
        Assert.Equal(user.WalletId, (await Client.GetAsync("/wallet", reply["accessToken"])).Expect(200)["walletId"]);
    }

    [Fact]
    public async Task An_unknown_email_and_a_wrong_password_are_told_apart_by_nothing()
    {
        var user = await UserAsync();
        var wrong = (await Client.PostAsync("/auth/login", Body.Login(user.Email, TestUser.NewPassword())))
            .Refused(401, "invalid_credentials");
        var unknown = (await Client.PostAsync("/auth/login", Body.Login(TestUser.NewEmail(), user.Password)))
            .Refused(401, "invalid_credentials");
        Assert.Equal(WithoutTrace(wrong), WithoutTrace(unknown));
        Assert.Equal(HeaderNames(wrong), HeaderNames(unknown));
    }

    [Fact]
    public async Task A_password_counts_beyond_the_72_bytes_that_bcrypt_reads()
    {
        var (email, common) = (TestUser.NewEmail(), TestUser.NewPassword() + new string('x', 72));
        Client.Secrets.AddPassword(common);
        (await Client.PostAsync("/auth/register", Body.Register(email, common + "right", TestUser.NewPin())))
            .Expect(201);
        (await Client.PostAsync("/auth/login", Body.Login(email, common + "wrong")))
            .Refused(401, "invalid_credentials");
        (await Client.PostAsync("/auth/login", Body.Login(email, common[..72]))).Refused(401, "invalid_credentials");
        (await Client.PostAsync("/auth/login", Body.Login(email, common + "right"))).Expect(200);
    }

    [Fact]
    public async Task A_password_counts_beyond_a_nul()
    {
        var (email, common) = (TestUser.NewEmail(), TestUser.NewPassword() + "\u0000");
        (await Client.PostAsync("/auth/register", Body.Register(email, common + "right", TestUser.NewPin())))
            .Expect(201);
        (await Client.PostAsync("/auth/login", Body.Login(email, common + "wrong")))
            .Refused(401, "invalid_credentials");
        (await Client.PostAsync("/auth/login", Body.Login(email, common + "right"))).Expect(200);
    }

    [Fact]
    public async Task A_password_is_compared_with_its_case_and_its_spaces()
    {
        var (email, password) = (TestUser.NewEmail(), " Pässwörd✓" + TestUser.NewPassword() + " ");
        Client.Secrets.AddPassword(password);
        (await Client.PostAsync("/auth/register", Body.Register(email, password, TestUser.NewPin()))).Expect(201);
        (await Client.PostAsync("/auth/login", Body.Login(email, password.Trim()))).Refused(401, "invalid_credentials");
        (await Client.PostAsync("/auth/login", Body.Login(email, password.ToLowerInvariant())))
            .Refused(401, "invalid_credentials");
        (await Client.PostAsync("/auth/login", Body.Login(email, password))).Expect(200);
    }

    [Fact]
    public async Task A_short_password_is_wrong_rather_than_malformed_for_it_is_not_chosen_here()
    {
        var user = await UserAsync();
        (await Client.PostAsync("/auth/login", Body.Login(user.Email, "short"))).Refused(401, "invalid_credentials");
    }

    [Fact]
    public async Task Missing_and_malformed_members_are_told_by_name()
    {
        (await Client.PostAsync("/auth/login", "{}")).Invalid("email", "password");
        (await Client.PostAsync("/auth/login", Body.Login("nobody", new string('p', 129))))
            .Invalid("email", "password");
    }

    private static string WithoutTrace(Reply reply)
    {
        var json = JsonNode.Parse(reply.Text)!.AsObject();
        json.Remove("traceId");
        return json.ToJsonString();
    }

    private static IEnumerable<string> HeaderNames(Reply reply) =>
        reply.Headers.Concat(reply.ContentHeaders).Where(h => h.Key != "Date").Select(h => h.Key)
            .Order(StringComparer.Ordinal);
}
