using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>What holds for every answer of every call.</summary>
internal static partial class AnswerRules
{
    /// <summary>Fails the test that got an answer which breaks a rule.</summary>
    public static void Check(HttpRequestMessage request, Reply reply)
    {
        Assert.False(reply.Headers.Contains("Server"), "A Server header names the software.");
        Assert.Equal(["nosniff"], reply.Headers.TryGetValues("X-Content-Type-Options", out var options) ? options : []);
        Assert.Matches(RequestId(), Assert.Single(reply.Headers.GetValues("X-Request-Id")));
        // Swagger's own files may be kept; nobody's money is in them.
        if (!request.RequestUri!.AbsolutePath.StartsWith("/swagger", StringComparison.Ordinal))
            Assert.True(reply.Headers.CacheControl?.NoStore, "An answer about money is not to be stored.");

        if (reply.Status >= 400)
            CheckProblem(request, reply);
        else if (reply.ContentHeaders.ContentType?.MediaType == "application/json")
            CheckTimes(reply.Json);
        if (reply.Status == 201 && request.RequestUri.AbsolutePath.Split('/')[1] is "wallet" or "transfers" or "holds")
            Assert.Equal(
                request.RequestUri.AbsolutePath == "/wallet/holds"
                    ? "/holds/" + reply["holdId"]
                    : "/transfers/" + reply["transferId"],
                reply.Headers.Location?.ToString());
    }

    private static void CheckProblem(HttpRequestMessage request, Reply reply)
    {
        var where = $"{request.Method} {request.RequestUri!.AbsolutePath} → {reply.Status}: {reply.Text}";
        Assert.True(reply.ContentHeaders.ContentType?.MediaType == "application/problem+json", where);
        if (request.Method == HttpMethod.Head)
            return;
        var json = reply.Json;
        Assert.True(json.ValueKind == JsonValueKind.Object, where);
        Assert.True(ProblemCodes.Statuses.TryGetValue(reply.Code, out var status), "An unknown code. " + where);
        Assert.True(
            status == reply.Status && reply.Number("status") == reply.Status, "Code and status don't agree. " + where);
        Assert.All(["type", "title", "detail"], member => Assert.NotEqual("", reply[member]));
        Assert.True((reply.Code == "invalid_request") == json.TryGetProperty("errors", out _), where);
        Assert.True((reply.Code == "wrong_pin") == json.TryGetProperty("attemptsLeft", out _), where);
        Assert.True((reply.Code == "refund_exceeds") == json.TryGetProperty("refundable", out _), where);
        Assert.True(
            reply.Code is "hold_exceeds" or "limit_exceeded" == json.TryGetProperty("remaining", out _), where);
        Assert.True((reply.Code == "limit_exceeded") == json.TryGetProperty("resetsAt", out _), where);
        Assert.True((reply.Code == "request_closed") == json.TryGetProperty("state", out _), where);
        CheckTimes(json);
        if (reply.Status == 401)
            Assert.Contains(reply.Headers.WwwAuthenticate, challenge => challenge.Scheme == "Bearer");
        if (reply.Status is 423 or 429 or 503)
            Assert.True(reply.RetryAfter >= 1, "Retry-After is missing. " + where);
        if (reply.Code == "transfer_in_progress")
            Assert.Equal(1, reply.RetryAfter);
        if (ProblemCodes.Recorded.Contains(reply.Code))
        {
            Assert.False(json.TryGetProperty("traceId", out _), where);
            Assert.False(json.TryGetProperty("instance", out _), where);
        }
    }

    private static void CheckTimes(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
                CheckTimes(item);
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in json.EnumerateObject())
            {
                if (member.Name is "createdAt" or "at" or "since" or "until" or "startedAt" or "endedAt" or "revokedAt"
                        or "lockedUntil" or "failedAt" or "resetsAt" or "expiresAt"
                    && member.Value.ValueKind == JsonValueKind.String)
                    Assert.Matches(Time(), member.Value.GetString());
                else
                    CheckTimes(member.Value);
            }
        }
    }

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex RequestId();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")]
    private static partial Regex Time();
}
