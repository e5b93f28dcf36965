using System.Globalization;
using System.Text.Json;

namespace Wallet.Torture;

/// <summary>Makes sound requests to every call of operators, with keys that allow it and keys that don't.</summary>
internal sealed class OperatorDraftMaker(FuzzOperators operators)
{
    private static readonly string[] Sides = ["debit", "credit", "both"], Secrets = ["pin", "sign-in"];

    /// <summary>The calls of the document that no request is made to: there must be none.</summary>
    public IEnumerable<string> LeftOut => operators.Document.Calls
        .Where(call => Make(call, operators.Keys[0], new Random(0), "x") is null).Select(static call => call.Id);

    /// <summary>A sound request.</summary>
    public Draft Make(Random random, string name)
    {
        var calls = operators.Document.Calls;
        var call = calls[random.Next(calls.Count)];
        // Half of them may do what they ask for.
        var key = operators.Keys[random.Next(2) == 0 ? 0 : random.Next(operators.Keys.Count)];
        var draft = Make(call, key, random, name)!;
        draft.Headers.Add(("Host", "localhost"));
        if (draft.Members is not null)
            draft.Headers.Add(("Content-Type", "application/json"));
        if (draft.Token is not null)
            draft.Headers.Add(("Authorization", "Bearer " + draft.Token));
        if (!key.Scopes.Contains(call.Scope))
            draft.MustRefuse = true;
        return draft;
    }

    private Draft? Make(OperatorCall call, FuzzKey key, Random random, string name)
    {
        var person = operators.People[random.Next(operators.People.Count)];
        var transfer = random.Next(8) == 0 ? NewId() : operators.Transfers[random.Next(operators.Transfers.Count)];
        var reason = Text("reason", name);
        (string? Query, List<(string, string)>? Members)? made = call.Id switch
        {
            "findUser" => ($"email=person{random.Next(8)}%40example.org", null),
            "unlockUser" => (null, [Text("what", Secrets[random.Next(2)]), reason]),
            "signOutUser" or "thawWallet" => (null, [reason]),
            "getWallet" or "getTransfer" or "getAudits" or "startAudit" or "getKeys" => (null, null),
            "getTransactions" => (Page(random, "&direction=sent"), null),
            "getLog" => (Page(random, ""), null),
            "getSeries" => (random.Next(2) == 0 ? null : "after=2026-01-31T12:00:00Z", null),
            "freezeWallet" => (null,
            [
                Text("direction", Sides[random.Next(3)]), reason,
                .. random.Next(2) == 0 ? [] : (List<(string, string)>)[Text("until", Until(random))],
            ]),
            "reverseTransfer" => (null,
            [
                reason, Text("idempotencyKey", name),
                .. random.Next(3) == 0 ? [] : (List<(string, string)>)[("\"amount\"", Number(1 + random.Next(40)))],
            ]),
            "addKey" => (null, [Text("name", name), ("\"scopes\"", Scopes(random)), reason]),
            "revokeKey" => ("reason=" + name, null),
            _ => null,
        };
        return made is not { } parts ? null : new Draft(call.Method, call.Path
            .Replace("{userId}", person.UserId, StringComparison.Ordinal)
            .Replace("{walletId}", person.WalletId, StringComparison.Ordinal)
            .Replace("{transferId}", transfer, StringComparison.Ordinal)
            .Replace("{keyId}", random.Next(2) == 0
                ? NewId()
                : operators.ExpendableKeys[random.Next(operators.ExpendableKeys.Count)], StringComparison.Ordinal))
        {
            Query = parts.Query,
            Members = parts.Members,
            Token = key.Text,
            Call = call,
        };
    }

    private static string NewId() => Convert.ToHexStringLower(Guid.NewGuid().ToByteArray());

    private static string Until(Random random) =>
        random.Next(3) == 0 ? "2126-01-31T12:00:00+05:30" : "2126-01-31T12:00:00.000001Z";

    private static string? Page(Random random, string more) =>
        random.Next(2) == 0 ? null : "limit=" + Number(1 + random.Next(200)) + more;

    private static string Scopes(Random random) => ((string[])["[\"read\"]", "[\"keys\"]", "[\"read\",\"freeze\"]",
        "[\"money\"]", "[\"read\",\"freeze\",\"money\",\"keys\"]"])[random.Next(5)];

    private static (string Name, string Value) Text(string name, string value) =>
        ($"\"{name}\"", JsonSerializer.Serialize(value));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
