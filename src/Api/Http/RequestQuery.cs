using Microsoft.AspNetCore.Http;

namespace Wallet.Api;

/// <summary>A query string, read strictly: known members only, each at most once.</summary>
internal sealed class RequestQuery
{
    private readonly IQueryCollection _query;

    /// <summary>Takes the query of a request that may have the members <paramref name="known"/>.</summary>
    public RequestQuery(HttpRequest request, params ReadOnlySpan<string> known)
    {
        _query = request.Query;
        foreach (var (name, values) in _query)
        {
            // The query collection finds names without regard to case; this API does not.
            if (!known.Contains(name))
                Errors.AddUnknown(name);
            else if (values.Count > 1)
                Errors.Add(name, "occurs more than once");
        }
    }

    /// <summary>What is wrong so far.</summary>
    public FieldErrors Errors { get; } = new("query", "parameter");

    /// <summary>A parameter's text; null if it is missing.</summary>
    public string? Find(string name) => _query.TryGetValue(name, out var values) && values.Count == 1
        ? values[0]
        : null;
}
