using System.Text;

namespace Wallet.Torture;

/// <summary>Spoils JSON bodies, or writes the same in another way.</summary>
internal static class BodyRubbish
{
    /// <summary>Changes the body of a draft that has one.</summary>
    public static void Apply(Draft draft, Random random)
    {
        var members = draft.Members!;
        if (members.Count == 0)
            return;
        var i = random.Next(members.Count);
        switch (random.Next(16))
        {
            case 0 or 1 or 2 or 3 or 4:
                draft.Spoil();
                members[i] = (members[i].Name, Rubbish.JsonValue(random));
                break;
            case 5:
                draft.Spoil();
                members.RemoveAt(i);
                break;
            case 6:
                draft.Spoil(mustRefuse: true);
                members.Insert(random.Next(members.Count + 1), members[i]);
                break;
            case 7:
                // Mass assignment: what a request may not say, it may not say.
                draft.Spoil(mustRefuse: true);
                var name = ((string[])["senderWalletId", "balance", "userId", "walletId", "isAdmin", "transferId",
                    "Amount", "createdAt", "__proto__", "$type"])[random.Next(10)];
                members.Insert(random.Next(members.Count + 1), ($"\"{name}\"", Rubbish.JsonValue(random)));
                break;
            case 8:
                draft.Spoil();
                members[i] = (Rubbish.JsonValue(random), members[i].Value);
                break;
            case 9:
                // The same name, escaped: it means the same.
                var plain = members[i].Name;
                members[i] = ($"\"\\u{(int)plain[1]:x4}{plain[2..]}", members[i].Value);
                break;
            case 10:
                members[i] = (" \t\r\n" + members[i].Name + "\n ", " " + members[i].Value + " ");
                break;
            case 11:
                (members[0], members[i]) = (members[i], members[0]);
                break;
            case 12:
                draft.Spoil();
                var body = draft.Body!;
                draft.RawBody = body[..random.Next(body.Length)];
                break;
            case 13:
                draft.Spoil(mustRefuse: true);
                draft.RawBody = draft.Body
                    + (random.Next(3) switch { 0 => "}", 1 => draft.Body, _ => Rubbish.JsonValue(random) + "x" });
                break;
            case 14:
                draft.Spoil(mustRefuse: true);
                draft.RawBody = random.Next(5) switch
                {
                    0 => "[" + draft.Body + "]",
                    1 => "\ufeff" + draft.Body,
                    2 => new string(' ', 16 * 1024) + draft.Body,
                    3 => "/* */" + draft.Body,
                    _ => "",
                };
                break;
            default:
                draft.Spoil();
                draft.RawBody = Noisy(draft.Body!, random);
                break;
        }
    }

    // Some characters are replaced by others.
    private static string Noisy(string text, Random random)
    {
        var changed = new StringBuilder(text);
        for (var n = 1 + random.Next(4); n > 0; n--)
            changed[random.Next(changed.Length)] = (char)random.Next(random.Next(4) == 0 ? 0x10000 : 0x80);
        return changed.ToString();
    }
}
