namespace Wallet.Api;

/// <summary>
/// One call of the API: where it is, what it takes, and everything it can answer. Endpoints are mapped from it and the
/// OpenAPI document is made of it, so the two can't differ.
/// </summary>
/// <param name="method">The HTTP method.</param>
/// <param name="path">The route.</param>
/// <param name="id">Its unique name.</param>
/// <param name="summary">What it does, in a few words.</param>
internal sealed class ApiCall(string method, string path, string id, string summary)
{
    public string Method { get; } = method;

    public string Path { get; } = path;

    public string Id { get; } = id;

    public string Summary { get; } = summary;

    /// <summary>What else there is to know.</summary>
    public string? Description { get; init; }

    /// <summary>The group it is shown in.</summary>
    public required string Tag { get; init; }

    /// <summary>Whether it needs an access token.</summary>
    public bool SignedIn { get; init; }

    /// <summary>Whether it is rate limited by client address.</summary>
    public bool RateLimited { get; init; }

    /// <summary>The body it takes.</summary>
    public BodyShape? Body { get; init; }

    /// <summary>Parameters in query, path and headers.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>The status of success.</summary>
    public required int Success { get; init; }

    /// <summary>The type of the body of success; null for none.</summary>
    public Type? SuccessBody { get; init; }

    /// <summary>Whether success has a <c>Location</c> header.</summary>
    public bool HasLocation { get; init; }

    /// <summary>Whether the outcome is kept under an idempotency key.</summary>
    public bool Idempotent { get; init; }

    /// <summary>The problems of its own. Those that follow from being signed in, rate limited or having a body are
    /// added.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Every problem it can answer.</summary>
    public IEnumerable<Problem> AllProblems()
    {
        IEnumerable<Problem> all = [.. Problems, Problem.InternalError];
        if (Body is not null)
            all = all.Concat([Problem.InvalidRequest, Problem.UnsupportedMediaType, Problem.PayloadTooLarge,
                Problem.RequestTimeout]);
        if (SignedIn)
            all = all.Concat([Problem.Unauthenticated, Problem.Unavailable]);
        if (RateLimited)
            all = all.Append(Problem.RateLimited);
        return all.Distinct();
    }
}

/// <summary>Where a parameter is.</summary>
internal enum ParameterPlace
{
    Query,
    Path,
    Header,
}

/// <summary>A parameter of a call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Type">The type it becomes; the OpenAPI document knows its limits by it.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Required">Whether it must be there.</param>
internal sealed record ApiParameter(
    string Name, ParameterPlace Place, Type Type, string Description, bool Required = false);
