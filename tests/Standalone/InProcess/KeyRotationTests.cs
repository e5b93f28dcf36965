using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.InProcess;

/// <summary>Keys and peppers are replaced by their owner: the first of each list is current, the others stay
/// valid.</summary>
public sealed class KeyRotationTests(StandaloneHosts hosts)
{
    private static void PutFirst(InProcessHost host, string list, int bytes)
    {
        var json = JsonNode.Parse(File.ReadAllText(host.KeysPath))!.AsObject();
        json[list]!.AsArray()
            .Insert(0, new JsonObject
            {
                ["id"] = "newer",
                ["value"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes))
            });
        File.WriteAllText(host.KeysPath, json.ToJsonString());
    }

    [Fact]
    public async Task Tokens_of_the_older_key_stay_good_until_it_is_removed()
    {
        await using var own = await hosts.StartOwnAsync();
        var host = (InProcessHost)own.Host;
        var user = await TestUser.RegisterAsync(own.Client, 100);
        var old = user.Token;
        PutFirst(host, "jwtKeys", 32);
        await host.RestartAsync();
        await user.SignInAsync();
        Assert.Equal("newer", host.SigningKey.Id);
        (await own.Client.GetAsync("/wallet", old)).Expect(200);
        (await own.Client.GetAsync("/wallet", user.Token)).Expect(200);

        var json = JsonNode.Parse(
            await File.ReadAllTextAsync(host.KeysPath, TestContext.Current.CancellationToken))!.AsObject();
        json["jwtKeys"]!.AsArray().RemoveAt(1);
        await File.WriteAllTextAsync(host.KeysPath, json.ToJsonString(), TestContext.Current.CancellationToken);
        await host.RestartAsync();
        (await own.Client.GetAsync("/wallet", old)).Refused(401, "unauthenticated");
        (await own.Client.GetAsync("/wallet", user.Token)).Expect(200);
    }

    [Fact]
    public async Task Passwords_and_pins_of_the_older_pepper_stay_good()
    {
        await using var own = await hosts.StartOwnAsync();
        var host = (InProcessHost)own.Host;
        var user = await TestUser.RegisterAsync(own.Client, 100);
        PutFirst(host, "peppers", 32);
        await host.RestartAsync();
        await user.SignInAsync();
        var other = await TestUser.RegisterAsync(own.Client);
        (await user.PayAsync(other, 1, "k")).Expect(201);
        (await other.PayAsync(user, 1, "k")).Expect(201);
    }

    // A key of 64 bytes is long enough for the other algorithms too: then nothing but the list of algorithms keeps them
    // out.
    [Fact]
    public async Task A_long_key_makes_no_other_algorithm_acceptable()
    {
        await using var own = await hosts.StartOwnAsync();
        var host = (InProcessHost)own.Host;
        var user = await TestUser.RegisterAsync(own.Client);
        PutFirst(host, "jwtKeys", 64);
        await host.RestartAsync();
        await user.SignInAsync();
        var forge = new TokenForge(user.Token, host.SigningKey);
        (await own.Client.GetAsync("/wallet", forge.Faithful())).Expect(200);
        (await own.Client.GetAsync("/wallet", forge.SignedBy("HS512", HMACSHA512.HashData)))
            .Refused(401, "unauthenticated");
        (await own.Client.GetAsync("/wallet", forge.SignedBy("HS384", HMACSHA384.HashData)))
            .Refused(401, "unauthenticated");
        (await own.Client.GetAsync("/wallet", forge.SignedBy("RS256", HMACSHA256.HashData)))
            .Refused(401, "unauthenticated");
    }
}
