using System.Text.Json;

namespace Wallet.Torture;

/// <summary>What every answer must be, whatever was asked.</summary>
internal static class AnswerJudge
{
    // What a framework says when nobody has thought of something, and what only the inside knows.
    private static readonly string[] Leaks =
    [
        "Exception", "   at ", "System.", "Microsoft.", "AspNetCore", "Kestrel", ".cs:line", "SQLite", "sqlite",
            "Orleans", "MongoDB", "Npgsql", "Redis", "Wallet.Api", "Wallet.Core", "Wallet.Grains", "/tmp/", "\nServer:",
            Person.PasswordMark, "$2a$", "$2b$",
    ];

    /// <summary>What is wrong with an answer; null if nothing is.</summary>
    /// <param name="draft">What was asked.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="codes">The codes that operators' problem documents may have.</param>
    public static string? Judge(Draft draft, RawAnswer answer, IReadOnlySet<string> codes)
    {
        if (draft is { IsAstray: true, IsTargetSound: true } && !IsHealth(draft)
            && answer.Status is < 400 or 401 or 403)
            return "something is there that is served elsewhere";
        if (draft.Call is not null && JudgeOfOperators(draft, answer, codes) is { } strange)
            return strange;
        if (answer.Status >= 500 && !IsDocumented(answer))
            return "the status is not among those that are documented";
        var text = answer.Head + answer.Text;
        // The contract itself speaks of passwords; and of the two pages that are made for people, not a word is this
        // project's.
        var isDocument = draft.Path.StartsWith("/openapi", StringComparison.OrdinalIgnoreCase)
            || draft.Path.StartsWith("/swagger", StringComparison.OrdinalIgnoreCase)
            || draft.Call is not null && answer.Status == 200 && IsOpen(draft);
        if (!isDocument && Leaks.FirstOrDefault(leak => text.Contains(leak, StringComparison.Ordinal)) is { } found)
            return $"it leaks '{found}'";
        if (answer.Status >= 400 && answer.Body.Length > 0)
            return JudgeProblem(answer);
        if (answer.Status < 300 && draft.MustRefuse && (draft.Caller ?? (object?)draft.Call) is not null
            && !IsOpen(draft))
            return "it was accepted";
        return answer.Status is 200 or 201 or 202 or 204 or >= 300 ? null : "the status is unknown";
    }

    // Told on both.
    private static bool IsHealth(Draft draft) => draft.Path.StartsWith("/health/", StringComparison.Ordinal);

    // The page, its files, health, metrics and the document take no key.
    private static bool IsOpen(Draft draft) => draft.Call is not null && !draft.IsTargetSound;

    // What keeps to the document is answered by it; whatever else is sent is answered by codes that it has.
    private static string? JudgeOfOperators(Draft draft, RawAnswer answer, IReadOnlySet<string> codes)
    {
        var code = answer.Status >= 400 && answer.Body.Length > 0 ? Code(answer) : null;
        if (code is not null && code != "method_not_allowed" && !codes.Contains(code))
            return $"the code {code} is not documented";
        var shows = answer.Text.Contains("wok_", StringComparison.Ordinal) || answer.Head.Contains("wok_",
            StringComparison.Ordinal);
        if (shows && !IsOpen(draft) && (answer.Status != 201 || draft.Call!.Id != "addKey" || draft.IsAstray))
            return "it shows a key";
        return draft is { IsFramingSound: true, IsTargetSound: true, IsAstray: false }
            && !draft.Call!.Describes(answer.Status, code) ? "the answer is not documented for this call" : null;
    }

    // 505 is the server's own word on versions of HTTP that it does not speak.
    private static bool IsDocumented(RawAnswer answer) =>
        answer.Status == 505 && answer.Body.Length == 0
        || answer.Status == 503 && (Code(answer) is "busy" or "unavailable" or "outcome_unknown")
        && answer.Header("Retry-After") is not null;

    private static string? JudgeProblem(RawAnswer answer)
    {
        if (answer.Header("Content-Type") != "application/problem+json")
            return "the error is no problem document";
        return string.IsNullOrEmpty(Code(answer)) ? "the error has no code" : null;
    }

    private static string? Code(RawAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            return json.RootElement.GetProperty("code").GetString();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
