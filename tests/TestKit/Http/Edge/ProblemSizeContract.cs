using System.Text;
using System.Text.Json;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>What is wrong with a request is told in few words, however much is wrong with it.</summary>
public abstract class ProblemSizeContract(WalletHosts hosts) : HttpContract(hosts)
{
    private const int MaxAnswer = 8 * 1024, MaxBody = 16 * 1024, MaxQuery = 3900;

    private static readonly string[] Posts =
        ["/auth/register", "/auth/login", "/auth/pin", "/auth/password", "/wallet/transfer", "/wallet/deposit"];

    private static readonly string[] Fields =
        ["email", "password", "newPassword", "pin", "newPin", "receiverWalletId", "amount", "idempotencyKey", "note"];

    // How one character of a name is written, and into how many bytes JSON may escape it: 1, 2, 6, 3, 4 and 12.
    private static readonly string[] Letters = ["x", "\\\"", "\\u0001", "\u20ac", "\U0001F600", "\\udbff\\udfff"];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_bad_body_is_answered_in_less_than_8_KiB(string path)
    {
        var (user, longest) = (await UserAsync(), 0);
        foreach (var (kind, body) in Bodies())
        {
            Assert.True(Encoding.UTF8.GetByteCount(body) <= MaxBody, kind);
            longest = Math.Max(
                longest, Check(kind, await user.PostAsync(path, body, ("Idempotency-Key", new string('k', 5000)))));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"The longest answer has {longest} bytes.");
    }

    [Theory]
    [InlineData("/transactions")]
    [InlineData("/transfers/by-key")]
    public async Task A_bad_query_is_answered_in_less_than_8_KiB(string path)
    {
        var user = await UserAsync();
        foreach (var (kind, query) in Queries())
        {
            Assert.True(query.Length <= MaxQuery, kind);
            Check(kind, await user.GetAsync(path + "?" + query));
        }
    }

    [Fact]
    public async Task Sixteen_unknown_parameters_are_named_and_the_others_counted()
    {
        var user = await UserAsync();
        var more = (await user.GetAsync("/transactions?limit=0&" + Query(60, i => $"x{i}")))
            .Invalid([.. Named("x", 16), "limit", "query"]);
        Assert.Equal("has 44 more unknown parameters", more.Json.GetProperty("errors")
            .GetProperty("query")[0].GetString());
        (await user.GetAsync("/transactions?limit=0&" + Query(16, i => $"x{i}"))).Invalid([.. Named("x", 16), "limit"]);
        more = (await user.GetAsync("/transactions?" + Query(17, i => $"x{i}"))).Invalid([.. Named("x", 16), "query"]);
        Assert.Equal("has 1 more unknown parameter", more.Json.GetProperty("errors")
            .GetProperty("query")[0].GetString());
    }

    [Theory]
    [InlineData("""{"x":1,"y":1}""", "x")]
    [InlineData("""{"amount":1,"x":1}""", "x")]
    [InlineData("""{"amount":1,"amount":1}""", "amount")]
    [InlineData("""{"amount":"1","idempotencyKey":1,"x":1}""", "amount")]
    [InlineData("""{"amount":0,"idempotencyKey":1}""", "idempotencyKey")]
    [InlineData("""{"a.b":1}""", "a.b")]
    [InlineData("""{"it's":1}""", "it's")]
    [InlineData("""{"body":1}""", "body")]
    [InlineData("""{"amount":1,}""", "body")]
    [InlineData("""[{"amount":1}]""", "body")]
    public async Task Of_a_body_that_is_not_the_contracts_json_the_first_fault_is_named(string body, string name) =>
        (await (await UserAsync()).PostAsync("/wallet/deposit", body)).Invalid(name);

    [Fact]
    public async Task What_is_repeated_is_told_once()
    {
        var user = await UserAsync();
        var reply = (await user.GetAsync("/transactions?" + Query(400, i => i % 2 == 0 ? "limit=1" : "x")))
            .Invalid("limit", "x");
        Assert.All(reply.Json.GetProperty("errors").EnumerateObject(), error =>
            Assert.Equal(1, error.Value.GetArrayLength()));
    }

    [Theory]
    [InlineData(40, "", 40, "")]
    [InlineData(38, "\U0001F600", 38, "\U0001F600")]
    [InlineData(40, "x", 40, "\u2026")]
    [InlineData(39, "\U0001F600x", 39, "\u2026")]
    [InlineData(38, "\U0001F600x", 38, "\U0001F600\u2026")]
    [InlineData(39, "\U0001F600", 39, "\u2026")]
    public async Task A_long_name_is_clipped_between_characters(
        int letters, string end, int toldLetters, string toldEnd)
    {
        var user = await UserAsync();
        var (name, told) = (new string('x', letters) + end, new string('x', toldLetters) + toldEnd);
        (await user.PostAsync("/wallet/deposit", JsonSerializer.Serialize(new Dictionary<string, int> { [name] = 1 })))
            .Invalid(told);
        (await user.GetAsync("/transactions?" + Uri.EscapeDataString(name))).Invalid(told);
    }

    [Theory]
    [InlineData("body")]
    [InlineData("a_name_that_is_longer_than_any_member_of_any_request_and_any_limit")]
    public async Task No_name_hides_what_else_is_wrong(string name) =>
        (await (await UserAsync()).GetAsync("/transactions?limit=0&" + name))
            .Invalid(name.Length > 40 ? name[..40] + "\u2026" : name, "limit");

    /// <summary>Every call that takes a body.</summary>
    public static TheoryData<string> Calls => [.. Posts];

    private static int Check(string kind, Reply reply)
    {
        reply.Refused(400, "invalid_request");
        Assert.True(reply.Body.Length < MaxAnswer, $"{kind}: an answer of {reply.Body.Length} bytes.");
        Assert.NotEmpty(reply.Json.GetProperty("errors").EnumerateObject());
        return reply.Body.Length;
    }

    private static IEnumerable<(string Kind, string Body)> Bodies()
    {
        foreach (var letter in Letters)
        {
            foreach (var length in (int[])[1, 2, 20, 38, 39, 40, 41, 64, 65, 1000, 1300])
            {
                var name = string.Concat(Enumerable.Repeat(letter, length));
                yield return ($"one name of {length} '{letter}'", $$"""{"{{name}}":1}""");
                yield return ($"names that start with {length} '{letter}'", Object(5000, i => $"\"{name}{i}\":1"));
                yield return ($"names that end with {length} '{letter}'", Object(5000, i => $"\"{i}{name}\":1"));
                yield return ($"one name of {length} '{letter}' again and again", Object(5000, _ => $"\"{name}\":1"));
            }
        }

        yield return ("every member again and again", Object(5000, i => $"\"{Fields[i % Fields.Length]}\":1"));
        string[] values = ["1", "\"\\ud800\"", "null", "[]", "1e3", "\"x\""];
        yield return ("every member again and again, with every type",
            Object(5000, i => $"\"{Fields[i % Fields.Length]}\":{values[i % 7 % 6]}"));
        yield return ("every member wrong and others",
            Object(5000, i => i < Fields.Length ? $"\"{Fields[i]}\":true" : $"\"{new string('\u20ac', 39)}{i}\":1"));
        yield return ("names of the whole body", Object(5000, i => i % 2 == 0 ? "\"body\":1" : $"\"body{i}\":1"));
        yield return ("deep values", Object(3000, i => $"\"x{i}\":[[[[[[1]]]]]]"));
        yield return ("deeper values", Object(1000, i => $"\"x{i}\":[[[[[[[[[[1]]]]]]]]]]"));
        yield return ("a nest", new string('[', MaxBody));
        yield return ("a nest of objects", string.Concat(Enumerable.Repeat("{\"x\":", 3000)));
        yield return ("names, then no JSON", Object(5000, i => $"\"x{i}\":1")[..^1] + ",");
        yield return ("names, then no text", Object(5000, i => $"\"x{i}\":1", 20)[..^1] + ",\"\\ud800\":1}");
    }

    private static IEnumerable<(string Kind, string Query)> Queries()
    {
        foreach (var letter in (string[])["x", "%22", "%01", "%E2%82%AC", "%F0%9F%98%80", "%F4%8F%BF%BF", "%ED%A0%80",
            "%FF", "%00"])
        {
            foreach (var length in (int[])[1, 20, 39, 40, 64, 65, 300])
            {
                var name = string.Concat(Enumerable.Repeat(letter, length));
                yield return ($"one name of {length} '{letter}'", name);
                yield return ($"names that start with {length} '{letter}'", Query(3000, i => name + i));
                yield return ($"names that end with {length} '{letter}'", Query(3000, i => i + name));
            }
        }

        yield return ("every parameter again and again",
            Query(3000, i => ((string[])["limit", "cursor", "direction", "from", "to", "key"])[i % 6] + "=%01"));
        yield return ("cases of a name", Query(3000, i => "LIMITFROMKEYTO"[..(1 + i % 14)] + i));
        yield return ("long values", Query(3000, i =>
            $"limit={new string('9', 200)}{i}&key={new string('k', 400)}&cursor={new string('A', 300)}&x=1"));
    }

    // As many members as there is room for.
    private static string Object(int count, Func<int, string> member, int spare = 0)
    {
        var text = new StringBuilder("{");
        var bytes = 2 + spare;
        for (var i = 0; i < count; i++)
        {
            var next = (i == 0 ? "" : ",") + member(i);
            if ((bytes += Encoding.UTF8.GetByteCount(next)) > MaxBody)
                break;
            text.Append(next);
        }

        return text.Append('}').ToString();
    }

    private static string Query(int count, Func<int, string> parameter)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var next = (i == 0 ? "" : "&") + parameter(i);
            if (text.Length + next.Length > MaxQuery)
                break;
            text.Append(next);
        }

        return text.ToString();
    }

    private static IEnumerable<string> Named(string name, int count) =>
        Enumerable.Range(0, count).Select(i => $"{name}{i}");
}
