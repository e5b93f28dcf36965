using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>
/// No secret is in any log of the run. To be run last: it looks at what all the tests before it, and it itself, have
/// caused to be logged.
/// </summary>
public abstract class SecrecyContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public async Task Nothing_that_was_logged_is_secret()
    {
        await TourAsync();
        var logs = Hosts.AllLogs();
        // That nothing was found says something only if there was something to look through and to look for.
        Assert.True(logs.Length > 1000, "The log was not captured.");
        Assert.True(Hosts.Secrets.Count > 5, "No secrets were noted.");
        Assert.Empty(Hosts.Secrets.FindIn(logs));
    }

    [Fact]
    public void The_search_finds_what_it_looks_for()
    {
        var secrets = new UsedSecrets();
        secrets.AddPassword("correct horse");
        secrets.AddPin("728193");
        secrets.AddToken("eyJh.eyJz.c2lnbmF0dXJl");
        secrets.AddKeyMaterial("a2V5IG1hdGVyaWFs");
        foreach (var text in (string[])
        [
            "x correct horse x", "pin 728193.", "c2lnbmF0dXJl", "[a2V5IG1hdGVyaWFs]", "$2b$10$abc",
            """{"pin":"2580"}""", "key wok_abcdefghij", """{ "newPassword" : "x" }""",
            "Authorization: Bearer abcdefghijklmnopqrst",
        ])
            Assert.Single(secrets.FindIn(text));
        Assert.Empty(secrets.FindIn("The PIN is wrong. Elapsed 0.728193 ms, bearer token missing, port 57281."));
    }

    // What is most likely to be logged by accident: rubbish where secrets are, and everything that fails.
    private async Task TourAsync()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        (await user.PayAsync(other, 1, NewKey())).Expect(201);
        (await user.PayAsync(other, 1, NewKey(), pin: TestUser.OtherPin(user.Pin))).Refused(403, "wrong_pin");
        var asked = (await other.AskAsync(user, 1, NewKey())).Expect(201)["requestId"];
        (await user.PayRequestAsync(asked, TestUser.OtherPin(user.Pin))).Refused(403, "wrong_pin");
        (await user.PostAsync($"/requests/{asked}/pay", $$"""{"pin":{{user.Pin}}}""")).Refused(400, "invalid_request");
        (await user.PayRequestAsync(asked)).Expect(201);
        var wrong = TestUser.NewPassword();
        Client.Secrets.AddPassword(wrong);
        (await Client.PostAsync("/auth/login", Body.Login(user.Email, wrong))).Refused(401, "invalid_credentials");
        (await Client.PostAsync("/auth/login", $$"""{"email":"{{user.Email}}","password":"{{user.Password}}",}"""))
            .Refused(400, "invalid_request");
        (await Client.PostAsync("/auth/register", $$"""{"email":1,"password":"{{wrong}}","pin":"728193"}"""))
            .Refused(400, "invalid_request");
        (await user.PostAsync("/auth/pin", $$"""{"pin":"{{user.Pin}}","newPin":{{user.Pin}}}"""))
            .Refused(400, "invalid_request");
        (await user.PutAsync("/wallet/limits", $$"""{"perDay":"1","pin":"{{user.Pin}}"}"""))
            .Refused(400, "invalid_request");
        (await user.LimitAsync(1, 1, TestUser.OtherPin(user.Pin))).Refused(403, "wrong_pin");
        var forged = new TokenForge(user.Token, Hosts.Shared.Host.SigningKey);
        (await Client.GetAsync("/wallet", forged.SignedWithAnotherKey())).Refused(401, "unauthenticated");
        (await Client.GetAsync("/wallet", forged.WithHeader(h => h["kid"] = "another")))
            .Refused(401, "unauthenticated");
        (await Client.GetAsync("/wallet", forged.WithClaims(c => c["exp"] = 1))).Refused(401, "unauthenticated");
        (await Client.GetAsync("/wallet", user.Token + "x")).Refused(401, "unauthenticated");
        await user.ChangePinAsync(TestUser.OtherPin(user.Pin));
        await user.ChangePasswordAsync(TestUser.NewPassword());
        (await user.GetAsync("/wallet")).Refused(401, "unauthenticated");
    }
}
