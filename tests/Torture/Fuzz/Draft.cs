namespace Wallet.Torture;

/// <summary>A request that is being made up: sound at first, then spoilt piece by piece.</summary>
internal sealed class Draft(string method, string path, Person? caller = null)
{
    /// <summary>The method.</summary>
    public string Method { get; set; } = method;

    /// <summary>The path as sent.</summary>
    public string Path { get; set; } = path;

    /// <summary>The query as sent, without the question mark; null for none.</summary>
    public string? Query { get; set; }

    /// <summary>What stands behind the target on the first line.</summary>
    public string Version { get; set; } = "HTTP/1.1";

    /// <summary>Who calls, if anybody does.</summary>
    public Person? Caller { get; } = caller;

    /// <summary>The token or the key that it is sent with, if any.</summary>
    public string? Token { get; init; } = caller?.Token;

    /// <summary>Which call of operators it is, if it is one.</summary>
    public OperatorCall? Call { get; init; }

    /// <summary>Whether it is sent where only the others are served: clients' to operators' and the other way
    /// round.</summary>
    public bool IsAstray { get; set; }

    /// <summary>Whether it still goes to the endpoint that it was made for.</summary>
    public bool IsTargetSound { get; set; } = true;

    /// <summary>Whether it is still HTTP with headers that the server itself has nothing to say of.</summary>
    public bool IsFramingSound { get; set; } = true;

    /// <summary>The headers, apart from those that frame the body.</summary>
    public List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>The members of the JSON body as sent: name with its quotes, and value. Null for no body.</summary>
    public List<(string Name, string Value)>? Members { get; init; }

    /// <summary>The body, where it is not made of <see cref="Members"/> any more.</summary>
    public string? RawBody { get; set; }

    /// <summary>Whether it still means what it meant: an answer must come.</summary>
    public bool IsSound { get; set; } = true;

    /// <summary>Whether it is certain that no money may move by it.</summary>
    public bool MustRefuse { get; set; }

    /// <summary>The body as text; null for none.</summary>
    public string? Body => RawBody ?? (Members is null ? null : "{"
        + string.Join(',', Members.Select(static member => member.Name + ":" + member.Value)) + "}");

    /// <summary>Notes that it was spoilt.</summary>
    public void Spoil(bool mustRefuse = false) => (IsSound, MustRefuse) = (false, MustRefuse || mustRefuse);
}
