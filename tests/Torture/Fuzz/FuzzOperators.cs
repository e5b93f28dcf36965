using System.Text.Json;
using System.Text.Json.Nodes;
using Wallet.Core;

namespace Wallet.Torture;

/// <summary>A key that rubbish is sent with.</summary>
/// <param name="Text">The key itself; null for none.</param>
/// <param name="Id">Its ID; empty for what is no key.</param>
/// <param name="Scopes">What it allows.</param>
internal sealed record FuzzKey(string? Text, string Id, params IReadOnlyList<string> Scopes);

/// <summary>What operators' rubbish is about: keys of every kind, people who are frozen and signed out, and transfers
/// between them that are given back. Nobody else has to do with them.</summary>
internal sealed class FuzzOperators
{
    private const int Expendable = 12, TransfersOfEach = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private FuzzOperators(
        OperatorDocument document, IReadOnlyList<FuzzKey> keys, IReadOnlyList<string> expendable,
        IReadOnlyList<Person> people, IReadOnlyList<string> transfers) =>
        (Document, Keys, ExpendableKeys, People, Transfers) = (document, keys, expendable, people, transfers);

    /// <summary>The operators' document.</summary>
    public OperatorDocument Document { get; }

    /// <summary>Keys: with all scopes first, then with each alone, one that was revoked, one that is none, and
    /// nothing.</summary>
    public IReadOnlyList<FuzzKey> Keys { get; }

    /// <summary>IDs of keys that may be revoked.</summary>
    public IReadOnlyList<string> ExpendableKeys { get; }

    /// <summary>Those whom it concerns.</summary>
    public IReadOnlyList<Person> People { get; }

    /// <summary>Transfers between them.</summary>
    public IReadOnlyList<string> Transfers { get; }

    /// <summary>Makes everything ready.</summary>
    public static async Task<FuzzOperators> SettleAsync(IVictim victim, WalletHttp http, int firstPerson)
    {
        if (await victim.AddOperatorAsync() is not { } boss)
            throw new InvalidOperationException("There are no operators here.");
        var all = new FuzzKey(boss.Key, boss.Id, OperatorNames.Scopes.Names);
        var keys = new List<FuzzKey> { all };
        foreach (var scope in all.Scopes)
            keys.Add(await AddAsync(http, all, scope));
        var revoked = await AddAsync(http, all, [.. all.Scopes]);
        Expect(await http.DeleteFromOperatorsAsync(
            $"/operator/keys/{revoked.Id}?reason=fuzz", boss.Key, Patience), 204);
        keys.AddRange([revoked with { Scopes = [] }, new FuzzKey(OperatorSecret.New().Reveal, ""),
            new FuzzKey(null, "")]);
        var expendable = new List<string>();
        for (var i = 0; i < Expendable; i++)
            expendable.Add((await AddAsync(http, all, "read")).Id);

        var people = new List<Person>();
        for (var i = 0; i < 3; i++)
            people.Add(await Person.RegisterAsync(http, firstPerson + i));
        var transfers = new List<string>();
        for (var i = 0; i < people.Count; i++)
        {
            transfers.Add(await PayAsync(http, people[i], null, 100_000, 0));
            for (var n = 1; n <= TransfersOfEach; n++)
                transfers.Add(await PayAsync(http, people[i], people[(i + 1) % people.Count], 1000, n));
        }

        var document = OperatorDocument.Read(
            await http.GetFromOperatorsAsync("/operator/openapi.json", boss.Key, Patience));
        return new FuzzOperators(document, keys, expendable, people, transfers);
    }

    private static async Task<FuzzKey> AddAsync(WalletHttp http, FuzzKey boss, params string[] scopes)
    {
        var body = new JsonObject
        {
            ["name"] = "fuzz",
            ["scopes"] = new JsonArray([.. scopes.Select(static scope => JsonValue.Create(scope))]),
            ["reason"] = "fuzz",
        };
        var answer = Expect(await http.PostToOperatorsAsync("/operator/keys", body, boss.Text!, Patience), 201);
        return new FuzzKey(answer.Text("key"), answer.Text("keyId"), scopes);
    }

    private static async Task<string> PayAsync(WalletHttp http, Person from, Person? to, long amount, int number)
    {
        var payment = new Payment
        {
            Caller = from,
            ReceiverId = to?.WalletId,
            Amount = amount,
            Key = JsonSerializer.Serialize(number),
        };
        return Expect(await payment.SendAsync(http, Patience), 201).Text("transferId");
    }

    private static Answer Expect(Answer answer, int status) => answer.Status == status
        ? answer
        : throw new InvalidOperationException($"What rubbish is made of could not be prepared: {answer.Status}");
}
