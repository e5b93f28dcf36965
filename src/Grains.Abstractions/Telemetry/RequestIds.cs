namespace Wallet.Grains.Abstractions;

/// <summary>The ID of an HTTP request, for what grains log about it.</summary>
public static class RequestIds
{
    /// <summary>The scope around what is logged about a request; it names the ID as the framework does in its
    /// own.</summary>
    public const string Scope = "RequestId:{RequestId}";

    // As long as a trace's ID, and one where there is a trace.
    private const int Length = 32;

    private const string Key = "request-id";

    /// <summary>The ID that came with the call which is under way here; null if none did.</summary>
    // Whoever called may be anybody who has a gateway's certificate, and the ID gets into a log.
    public static string? Received =>
        RequestContext.Get(Key) is string { Length: Length } id && id.All(char.IsAsciiHexDigitLower) ? id : null;

    /// <summary>Has calls of grains from here on carry an ID.</summary>
    public static void Send(string id) => RequestContext.Set(Key, id);
}
