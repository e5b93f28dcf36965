using System.Text.Json;

namespace Wallet.Torture;

/// <summary>Makes sound requests to every endpoint.</summary>
internal sealed class DraftMaker(
    IReadOnlyList<Person> callers, Person bystander, OperatorDraftMaker operators)
{
    /// <summary>Calls of operators that no request is made to: there must be none.</summary>
    public IEnumerable<string> LeftOut => operators.LeftOut;

    /// <summary>A sound request.</summary>
    public Draft Make(Random random, string key)
    {
        if (random.Next(2) == 0)
            return operators.Make(random, key);
        var caller = callers[random.Next(callers.Count)];
        var other = random.Next(2) == 0 ? bystander : callers[random.Next(callers.Count)];
        var draft = random.Next(30) switch
        {
            0 or 1 or 2 or 3 => Transfer(random, caller, other, key),
            4 or 5 => new Draft("POST", "/wallet/deposit", caller)
            { Members = [("\"amount\"", Number(1 + random.Next(100))), Key(key)] },
            6 => new Draft("POST", "/auth/register", null)
            {
                Members =
            [Text("email", $"f{key}@example.org"), Text("password", Person.PasswordMark + key), Text("pin", "2580")]
            },
            7 => new Draft("POST", "/auth/login", null)
            {
                Members =
                [Text("email", $"nobody{random.Next(50)}@example.org"), Text("password", Person.PasswordMark + "x")]
            },
            // With the wrong old secret: nobody's secrets change, so that the callers stay signed in.
            8 => new Draft("POST", "/auth/pin", caller) { Members = [Text("pin", "86420"), Text("newPin", "97531")] },
            9 => new Draft("POST", "/auth/password", caller)
            {
                Members =
            [Text("password", Person.PasswordMark + "wrong"), Text("newPassword", Person.PasswordMark + "new")]
            },
            10 => new Draft("GET", "/wallet", caller),
            11 or 12 => History(random, caller),
            13 => new Draft("GET", "/transfers/" + Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()), caller),
            14 => new Draft("GET", "/transfers/by-key", caller) { Query = "key=" + key },
            15 => new Draft("GET", "/wallet", caller) { Query = "at=2026-01-31T12:00:00Z" },
            16 => new Draft("GET", "/statements", caller)
            { Query = "from=2026-01-31T12:00:00Z&format=" + (random.Next(2) == 0 ? "csv" : "json") },
            17 => new Draft("GET", "/wallets/" + other.WalletId, caller),
            18 => new Draft("GET", "/wallet/qr", caller)
            { Query = "amount=" + Number(1 + random.Next(100)) + "&note=x" },
            // With the wrong PIN: the limits stay as they are, so that the callers can pay.
            19 => random.Next(2) == 0
                ? new Draft("GET", "/wallet/limits", caller)
                : new Draft("PUT", "/wallet/limits", caller)
                {
                    Members = [("\"perTransfer\"", Number(random.Next(100))), ("\"perDay\"", "null"),
                        Text("pin", "86420")],
                },
            20 or 21 or 22 or 23 => PaymentRequest(random, caller, other, key),
            24 or 25 or 26 or 27 => Hold(random, caller, other, key),
            _ => new Draft(
                "GET",
                random.Next(3) switch { 0 => "/health/live", 1 => "/health/ready", _ => "/openapi/v1.json" },
                null),
        };
        draft.Headers.Add(("Host", "localhost"));
        if (draft.Members is not null)
            draft.Headers.Add(("Content-Type", "application/json"));
        if (draft.Caller is not null)
            draft.Headers.Add(("Authorization", "Bearer " + draft.Caller.Token));
        return draft;
    }

    private static Draft Transfer(Random random, Person caller, Person receiver, string key) =>
        new("POST", "/wallet/transfer", caller)
        {
            Members = [Text("receiverWalletId", receiver.WalletId), ("\"amount\"", Number(1 + random.Next(20))),
            Text("pin", caller.Pin), Key(key), Text("note", "fuzz")],
        };

    // Of IDs that are nobody's request: what pays one is told by a key of the house's own.
    private static Draft Hold(Random random, Person caller, Person other, string key)
    {
        var hold = "/holds/" + Convert.ToHexStringLower(Guid.NewGuid().ToByteArray());
        return random.Next(5) switch
        {
            0 => new Draft("POST", "/wallet/holds", caller)
            {
                Members = [Text("receiverWalletId", other.WalletId), ("\"amount\"", Number(1 + random.Next(100))),
                    Text("pin", caller.Pin), Key(key), ("\"expiresIn\"", Number(60 + random.Next(100)))],
            },
            1 => new Draft("GET", "/holds", caller)
            { Query = "role=" + (random.Next(2) == 0 ? "payer" : "receiver") + "&state=open" },
            2 => new Draft("GET", hold, caller),
            3 => new Draft("POST", hold + "/capture", caller)
            { Members = [("\"amount\"", Number(1 + random.Next(100))), Key(key)] },
            _ => new Draft("POST", hold + "/release", caller) { Members = [Key(key)] },
        };
    }

    private static Draft PaymentRequest(Random random, Person caller, Person payer, string key)
    {
        var one = "/requests/" + Convert.ToHexStringLower(Guid.NewGuid().ToByteArray());
        return random.Next(8) switch
        {
            0 or 1 => new Draft("POST", "/requests", caller)
            {
                Members = [Text("payerWalletId", payer.WalletId), ("\"amount\"", Number(1 + random.Next(20))),
                    ("\"expiresIn\"", Number(60 + random.Next(1000))), Key(key), Text("note", "fuzz")],
            },
            2 => new Draft("POST", one + "/pay", caller) { Members = [Text("pin", caller.Pin)] },
            3 => new Draft("POST", one + (random.Next(2) == 0 ? "/decline" : "/cancel"), caller),
            4 => new Draft("GET", one, caller),
            5 => new Draft(random.Next(2) == 0 ? "PUT" : "DELETE", "/requests/blocked/" + payer.WalletId, caller),
            _ => new Draft("GET", "/requests", caller)
            {
                Query = (random.Next(2) == 0 ? "role=payer" : "role=payee&state=open")
                    + "&limit=" + Number(1 + random.Next(200)),
            },
        };
    }

    private static Draft History(Random random, Person caller)
    {
        var draft = new Draft("GET", "/transactions", caller);
        var parts = new List<string>();
        if (random.Next(2) == 0)
            parts.Add("limit=" + Number(1 + random.Next(200)));
        if (random.Next(3) == 0)
            parts.Add("direction=" + (random.Next(2) == 0 ? "sent" : "received"));
        if (random.Next(4) == 0)
            parts.Add("operation=" + (random.Next(2) == 0 ? "transfer" : "deposit"));
        if (random.Next(4) == 0)
            parts.Add("counterparty=issuer@wallet");
        if (random.Next(4) == 0)
            parts.Add("from=2026-01-31T12:00:00Z");
        if (random.Next(4) == 0)
            parts.Add("to=2036-01-31T12:00:00.000001%2B05:30");
        draft.Query = parts.Count == 0 ? null : string.Join('&', parts);
        return draft;
    }

    private static (string Name, string Value) Key(string key) => Text("idempotencyKey", key);

    private static (string Name, string Value) Text(string name, string value) =>
        ($"\"{name}\"", JsonSerializer.Serialize(value));

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
