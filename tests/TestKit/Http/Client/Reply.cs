using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>An answer, read to its end.</summary>
public sealed class Reply(HttpResponseMessage response, byte[] body)
{
    private JsonElement? _json;

    /// <summary>The status.</summary>
    public int Status { get; } = (int)response.StatusCode;

    /// <summary>The headers, without those of the content.</summary>
    public HttpResponseHeaders Headers { get; } = response.Headers;

    /// <summary>The headers of the content.</summary>
    public HttpContentHeaders ContentHeaders { get; } = response.Content.Headers;

    /// <summary>The body, byte for byte.</summary>
    public byte[] Body { get; } = body;

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => _json ??= JsonDocument.Parse(Body).RootElement;

    /// <summary>The problem's code.</summary>
    public string Code => this["code"];

    /// <summary>Whether the answer says that an earlier request with the key led to it.</summary>
    public bool Replayed => Headers.TryGetValues("Idempotency-Replayed", out var values)
        && Assert.Single(values) == "true";

    /// <summary>The request's ID.</summary>
    public string RequestId => Assert.Single(Headers.GetValues("X-Request-Id"));

    /// <summary>The header <c>Retry-After</c> in whole seconds.</summary>
    public int? RetryAfter => Headers.TryGetValues("Retry-After", out var values)
        ? int.Parse(Assert.Single(values), NumberStyles.None, CultureInfo.InvariantCulture)
        : null;

    /// <summary>A text member of the body.</summary>
    public string this[string member] =>
        Json.GetProperty(member).GetString() ?? throw new JsonException($"{member} is null in {Text}");

    /// <summary>A whole number in the body.</summary>
    public long Number(string member) => Json.GetProperty(member).GetInt64();

    /// <summary>Fails unless the status is <paramref name="status"/>.</summary>
    public Reply Expect(int status)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}: {Text}");
        return this;
    }

    /// <summary>Fails unless it is this problem.</summary>
    public Reply Refused(int status, string code)
    {
        Expect(status);
        Assert.True(Code == code, $"Expected {code}, got {Text}");
        return this;
    }

    /// <summary>Fails unless it is <c>invalid_request</c> with an error for exactly the
    /// <paramref name="fields"/>.</summary>
    public Reply Invalid(params string[] fields)
    {
        Refused(400, "invalid_request");
        var errors = Json.GetProperty("errors");
        Assert.Equal(fields.Order(StringComparer.Ordinal), errors.EnumerateObject().Select(e => e.Name)
            .Order(StringComparer.Ordinal));
        Assert.All(errors.EnumerateObject(), e =>
            Assert.All(e.Value.EnumerateArray(), m => Assert.NotEqual("", m.GetString())));
        Assert.All(errors.EnumerateObject(), e => Assert.NotEqual(0, e.Value.GetArrayLength()));
        return this;
    }

    /// <summary>Fails unless it is the same answer: status and body byte for byte, and marked as a replay.</summary>
    public Reply ReplayOf(Reply first)
    {
        Assert.Equal(first.Status, Status);
        Assert.True(first.Body.AsSpan().SequenceEqual(Body), $"Expected {first.Text}, got {Text}");
        Assert.Equal(first.ContentHeaders.ContentType?.ToString(), ContentHeaders.ContentType?.ToString());
        Assert.Equal(first.Headers.Location, Headers.Location);
        Assert.True(Replayed, "A replay carries Idempotency-Replayed: true.");
        return this;
    }
}
