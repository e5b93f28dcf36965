using System.Text.Json;

namespace Wallet.Torture;

/// <summary>A call of operators as their OpenAPI document has it.</summary>
/// <param name="Id">Its operation ID.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, with its parameters in braces.</param>
/// <param name="Scope">The scope that it takes.</param>
/// <param name="Answers">Every status with the codes that its problem documents can have; no codes for a
/// success.</param>
internal sealed record OperatorCall(
    string Id, string Method, string Path, string Scope, IReadOnlyDictionary<int, IReadOnlySet<string>> Answers)
{
    /// <summary>Whether an answer of this kind is described.</summary>
    public bool Describes(int status, string? code) =>
        Answers.TryGetValue(status, out var codes) && (status < 300 || code is not null && codes.Contains(code));
}

/// <summary>The operators' OpenAPI document: what calls there are, and all that they can answer.</summary>
internal sealed class OperatorDocument
{
    private OperatorDocument(IReadOnlyList<OperatorCall> calls) => Calls = calls;

    /// <summary>Every call.</summary>
    public IReadOnlyList<OperatorCall> Calls { get; }

    /// <summary>Every code that any call can answer.</summary>
    public IReadOnlySet<string> Codes => Calls
        .SelectMany(static call => call.Answers.Values).SelectMany(static codes => codes).ToHashSet();

    /// <summary>Reads what the host serves.</summary>
    public static OperatorDocument Read(Answer answer) => new(
    [
        .. answer.Json().GetProperty("paths").EnumerateObject().SelectMany(static path =>
            path.Value.EnumerateObject().Select(call => Read(path.Name, call.Name.ToUpperInvariant(), call.Value))),
    ]);

    private static OperatorCall Read(string path, string method, JsonElement call) => new(
        call.GetProperty("operationId").GetString()!, method, path,
        call.GetProperty("description").GetString()!.Split('`')[1],
        call.GetProperty("responses").EnumerateObject().ToDictionary(
            static response => int.Parse(response.Name, null),
            static response => (IReadOnlySet<string>)CodesOf(response.Value)));

    private static HashSet<string> CodesOf(JsonElement response) =>
        response.TryGetProperty("content", out var content)
            ? content.EnumerateObject().Where(static type => type.Value.TryGetProperty("examples", out _))
                .SelectMany(static type => type.Value.GetProperty("examples").EnumerateObject())
                .Select(static example => example.Name).ToHashSet()
            : [];
}
