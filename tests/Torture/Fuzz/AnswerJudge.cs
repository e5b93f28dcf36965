using System.Text.Json;

namespace Wallet.Torture;

/// <summary>What every answer must be, whatever was asked.</summary>
internal static class AnswerJudge
{
    // What a framework says when nobody has thought of something, and what only the inside knows.
    private static readonly string[] Leaks =
    [
        "Exception", "   at ", "System.", "Microsoft.", "AspNetCore", "Kestrel", ".cs:line", "SQLite", "sqlite",
            "Wallet.Api", "Wallet.Core", "/tmp/", "\nServer:", Person.PasswordMark, "$2a$", "$2b$",
    ];

    /// <summary>What is wrong with an answer; null if nothing is.</summary>
    public static string? Judge(Draft draft, RawAnswer answer)
    {
        if (answer.Status >= 500 && !IsDocumented(answer))
            return "the status is not among those that are documented";
        var text = answer.Head + answer.Text;
        // The contract itself speaks of passwords; and of the two pages that are made for people, not a word is this
        // project's.
        var isDocument = draft.Path.StartsWith("/openapi", StringComparison.OrdinalIgnoreCase)
            || draft.Path.StartsWith("/swagger", StringComparison.OrdinalIgnoreCase);
        if (!isDocument && Leaks.FirstOrDefault(leak => text.Contains(leak, StringComparison.Ordinal)) is { } found)
            return $"it leaks '{found}'";
        if (answer.Status >= 400 && answer.Body.Length > 0)
            return JudgeProblem(answer);
        if (answer.Status < 300 && draft.MustRefuse && draft.Caller is not null)
            return "it was accepted";
        return answer.Status is 200 or 201 or 204 or >= 300 ? null : "the status is unknown";
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
