using System.Text;
using System.Text.RegularExpressions;
using Wallet.Api;
using Wallet.Core;
using Wallet.Hosting;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.InProcess;

/// <summary>Whatever one user sends as his tokens takes neither memory without bound nor the slots of others among the
/// remembered ones.</summary>
public sealed partial class TokenMemoryTests(StandaloneHosts hosts)
{
    private const int Many = 12_000;

    private static readonly TokenKeys Keys = new([KeyFile.NewKey()]);

    [Fact]
    public async Task Thousands_of_spellings_of_a_header_are_refused_and_none_is_remembered()
    {
        await using var own = await hosts.StartOwnAsync();
        var (user, other) = (await TestUser.RegisterAsync(own.Client), await TestUser.RegisterAsync(own.Client));
        (await other.GetAsync("/wallet")).Expect(200);
        (await user.GetAsync("/wallet")).Expect(200);

        Assert.Equal(["401"], await StatusesAsync(
            own.Client, Enumerable.Range(0, Many).Select(i => "Bearer " + WhiteSpace(i) + user.Token)));
        var memory = ((InProcessHost)own.Host).Service<TokenMemory>();
        Assert.Equal(2, memory.Count);
        Assert.NotNull(memory.Find(TokenDigest.Of(other.Token)));
        Assert.NotNull(memory.Find(TokenDigest.Of(user.Token)));
    }

    [Fact]
    public async Task Of_all_tokens_of_one_user_the_newest_are_remembered()
    {
        await using var own = await hosts.StartOwnAsync();
        var user = await TestUser.RegisterAsync(own.Client);
        var forge = new TokenForge(user.Token, own.Host.SigningKey);
        var tokens = Enumerable.Range(0, 3 * TokenMemory.PerUser)
            .Select(i => forge.WithClaims(claims => claims["jti"] = $"{i}")).ToArray();
        foreach (var token in tokens)
            (await own.Client.GetAsync("/wallet", token)).Expect(200);
        var memory = ((InProcessHost)own.Host).Service<TokenMemory>();
        Assert.Equal(TokenMemory.PerUser, memory.Count);
        Assert.All(tokens[^TokenMemory.PerUser..], token => Assert.NotNull(memory.Find(TokenDigest.Of(token))));
        // What is not remembered is good all the same.
        (await own.Client.GetAsync("/wallet", tokens[0])).Expect(200);
    }

    [Fact]
    public async Task What_is_no_good_token_is_not_remembered()
    {
        await using var own = await hosts.StartOwnAsync();
        var user = await TestUser.RegisterAsync(own.Client);
        var forge = new TokenForge(user.Token, own.Host.SigningKey);
        (await own.Client.GetAsync("/wallet", forge.SignedWithAnotherKey())).Refused(401, "unauthenticated");
        (await own.Client.GetAsync("/wallet", forge.WithClaims(c => c["gen"] = 7))).Refused(401, "unauthenticated");
        (await own.Client.GetAsync("/wallet", forge.WithClaims(c => c["sub"] = Guid.NewGuid().ToString("N"))))
            .Refused(401, "unauthenticated");
        Assert.Equal(0, ((InProcessHost)own.Host).Service<TokenMemory>().Count);
    }

    [Fact]
    public void Thousands_of_good_tokens_of_one_user_push_out_only_his_own()
    {
        var memory = new TokenMemory(new FakeTime(), Keys);
        memory.Add(Digest(0), Token(0));
        for (var i = 1; i <= Many; i++)
        {
            memory.Add(Digest(i), Token(1));
            if (i % 100 == 0)
                Assert.Equal(1 + TokenMemory.PerUser, memory.Count);
        }

        Assert.NotNull(memory.Find(Digest(0)));
        Assert.All(Enumerable.Range(Many - TokenMemory.PerUser + 1, TokenMemory.PerUser), i =>
            Assert.NotNull(memory.Find(Digest(i))));
    }

    [Fact]
    public void A_token_that_is_sent_again_takes_no_second_slot()
    {
        var (memory, user) = (new TokenMemory(new FakeTime(), Keys), Token(1));
        for (var i = 0; i < TokenMemory.PerUser; i++)
            memory.Add(Digest(i), user);
        // Verified by two requests at once, it comes twice, and is the newest now.
        for (var i = 0; i < 100; i++)
            memory.Add(Digest(0), user);
        Assert.Equal(TokenMemory.PerUser, memory.Count);
        memory.Add(Digest(TokenMemory.PerUser), user);
        Assert.Equal(TokenMemory.PerUser, memory.Count);
        Assert.Null(memory.Find(Digest(1)));
        Assert.NotNull(memory.Find(Digest(0)));
    }

    [Fact]
    public void Many_users_have_no_more_than_the_capacity_and_who_goes_on_is_known()
    {
        var memory = new TokenMemory(new FakeTime(), Keys);
        memory.Add(Digest(0), Token(0));
        for (var i = 1; i < 3 * TokenMemory.Capacity; i++)
        {
            memory.Add(Digest(i), Token(i));
            Assert.NotNull(memory.Find(Digest(0)));
            if (i % 100 == 0)
                Assert.InRange(memory.Count, 1, TokenMemory.Capacity);
        }
    }

    [Fact]
    public void What_has_expired_is_known_no_more_and_takes_no_slot()
    {
        var time = new FakeTime();
        var memory = new TokenMemory(time, Keys);
        memory.Add(Digest(0), Token(0));
        time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        Assert.NotNull(memory.Find(Digest(0)));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(memory.Find(Digest(0)));
        Assert.Equal(0, memory.Count);
    }

    private static TokenDigest Digest(int number) => TokenDigest.Of($"token.{number}");

    private static VerifiedToken Token(int user) => new(
        new Caller(new UserId(new Guid(user, 0, 0, new byte[8])), WalletId.Parse("asha@wallet")), 0,
        Timestamp.From(FakeTime.Start.AddHours(1)), Keys.Signing.Key);

    // Each number has its own: one space, which belongs there, and at least one character more.
    private static string WhiteSpace(int number) => string.Create(14, number, static (text, bits) =>
    {
        for (var i = 0; i < text.Length; i++)
            text[i] = (bits >> i & 1) == 0 ? ' ' : '\t';
    });

    // One connection takes them all in a row: so thousands of requests take a moment.
    private static async Task<IEnumerable<string>> StatusesAsync(WalletClient client, IEnumerable<string> headers)
    {
        await using var raw = await RawConnection.OpenAsync(client.NextAddress);
        var answers = raw.ReadToEndAsync();
        var requests = new StringBuilder();
        foreach (var header in headers)
            requests.Append($"GET /wallet HTTP/1.1\r\nHost: x\r\nAuthorization: {header}\r\n\r\n");
        requests.Append("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        await raw.SendAsync(requests.ToString());
        var statuses = Status().Matches(await answers);
        Assert.Equal(Many + 1, statuses.Count);
        return statuses.Take(Many).Select(static status => status.Groups[1].Value).Distinct();
    }

    [GeneratedRegex("HTTP/1.1 (...) ")]
    private static partial Regex Status();
}
