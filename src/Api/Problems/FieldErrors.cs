namespace Wallet.Api;

/// <summary>What is wrong with a request, by field. The field <c>body</c> stands for the body as a whole.</summary>
internal sealed class FieldErrors
{
    /// <summary>The field for errors of the body as a whole.</summary>
    public const string WholeBody = "body";

    // More fields than this tell nobody anything, and their names come from the request.
    private const int MaxFields = 16;

    private Dictionary<string, IReadOnlyList<string>>? _errors;

    /// <summary>Whether there are any.</summary>
    public bool Any => _errors is not null;

    /// <summary>Adds an error.</summary>
    public void Add(string field, string message)
    {
        _errors ??= [];
        if (_errors.TryGetValue(field, out var messages))
            ((List<string>)messages).Add(message);
        else if (_errors.Count < MaxFields)
            _errors.Add(field, new List<string> { message });
    }

    /// <summary>Whether the field, or the body as a whole, has an error already.</summary>
    public bool Has(string field) => _errors is not null && (_errors.ContainsKey(field) || _errors.ContainsKey(WholeBody));

    /// <summary>The 400 that tells them.</summary>
    public ProblemReply Reply() => new(Problem.InvalidRequest) { Body = Problem.InvalidRequest.Body with { Errors = _errors } };

    /// <summary>The 400 that tells one error.</summary>
    public static ProblemReply Reply(string field, string message)
    {
        var errors = new FieldErrors();
        errors.Add(field, message);
        return errors.Reply();
    }
}
