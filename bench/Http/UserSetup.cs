using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Wallet.Bench;

/// <summary>Registers users of a host, signs them in, gives them money and has their PINs remembered, all by the host's
/// own API.</summary>
internal static class UserSetup
{
    /// <summary>The PIN of all of them.</summary>
    public const string Pin = "2580";

    private const string Password = "correct horse battery staple";

    // As many as the host lets wait for bcrypt at most is 64.
    private const int AtOnce = 16;

    /// <summary>Registers users. Their wallet IDs have one length.</summary>
    public static Task RegisterAsync(Uri host, int count) =>
        Steps.RunAsync($"register {count} users", count, async done =>
        {
            using var client = new HttpClient { BaseAddress = host };
            await ForAllAsync(count, async i =>
            {
                await PostAsync(
                    client, "/auth/register", Fields(("email", Email(i)), ("password", Password), ("pin", Pin)), null);
                done(1);
                return true;
            });
        });

    /// <summary>Signs them in: a token is good for an hour.</summary>
    public static Task<LoadUser[]> SignInAsync(Uri host, int count) =>
        Steps.RunAsync($"sign {count} users in", count, done => SignInAsync(host, count, done));

    /// <summary>The same without a bar of its own.</summary>
    public static async Task<LoadUser[]> SignInAsync(Uri host, int count, Action<double> done)
    {
        using var client = new HttpClient { BaseAddress = host };
        return await ForAllAsync(count, async i =>
        {
            var answer =
                await PostAsync(client, "/auth/login", Fields(("email", Email(i)), ("password", Password)), null);
            done(1);
            return new LoadUser(answer.GetProperty("accessToken").GetString()!, answer.GetProperty("walletId")
                .GetString()!, Pin);
        });
    }

    /// <summary>Deposits to each and lets each pay another once: 2 transfers for each user. From then on their PINs are
    /// remembered.</summary>
    public static Task FundAsync(Uri host, IReadOnlyList<LoadUser> users) =>
        Steps.RunAsync($"fund {users.Count} wallets and have their PINs remembered", users.Count, async done =>
        {
            using var client = new HttpClient { BaseAddress = host };
            await ForAllAsync(users.Count, async i =>
            {
                await PostAsync(client, "/wallet/deposit",
                    Fields(("amount", 1_000_000_000_000L), ("idempotencyKey", "fund")), users[i]);
                await PayAsync(client, users[i], users[(i + 1) % users.Count], "first");
                done(1);
                return true;
            });
        });

    /// <summary>One transfer.</summary>
    public static Task PayAsync(HttpClient client, LoadUser sender, LoadUser receiver, string key) =>
        PostAsync(client, "/wallet/transfer", Fields(("receiverWalletId", receiver.WalletId), ("amount", 1L),
            ("pin", sender.Pin), ("idempotencyKey", key)), sender);

    private static string Email(int i) => $"bench{i:000000}@example.com";

    private static Dictionary<string, object> Fields(params ReadOnlySpan<(string Name, object Value)> fields)
    {
        var body = new Dictionary<string, object>();
        foreach (var (name, value) in fields)
            body.Add(name, value);
        return body;
    }

    private static async Task<JsonElement> PostAsync(
        HttpClient client, string path, Dictionary<string, object> body, LoadUser? caller)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (caller is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", caller.Token);
        using var response = await client.SendAsync(request);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadFromJsonAsync<JsonElement>()
            : throw new BenchException(
            $"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    private static async Task<T[]> ForAllAsync<T>(int count, Func<int, Task<T>> work)
    {
        var results = new T[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
            results[i] = await work(i));
        return results;
    }
}
