using System.Text.Json;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>What the OpenAPI document of a host declares.</summary>
internal sealed class OpenApiContract(byte[] document)
{
    private readonly JsonElement _paths = JsonDocument.Parse(document).RootElement.GetProperty("paths");

    /// <summary>Fails unless the document declares this status for this call, with the problem's code in the
    /// description.</summary>
    public void CheckDeclares(HttpRequestMessage request, Reply reply)
    {
        var path = request.RequestUri!.AbsolutePath;
        var method = request.Method.Method;
        // The document does not describe itself, nor the pages that show it.
        if (path.StartsWith("/openapi", StringComparison.Ordinal) || path == "/operator/openapi.json"
            || path.StartsWith("/swagger", StringComparison.Ordinal))
            return;
        if (Find(path) is not { } item)
        {
            Assert.True(reply.Status == 404, $"{method} {path} answered {reply.Status} and is not in the document.");
            return;
        }

        if (!item.TryGetProperty(method.ToLowerInvariant(), out var operation))
        {
            Assert.True(reply.Status == 405,
                $"{method} {path} answered {reply.Status} and the document does not have the method.");
            return;
        }

        Assert.True(operation.GetProperty("responses").TryGetProperty(reply.Status.ToString(null, null),
            out var response), $"{method} {path} answered {reply.Status}, which the document does not declare.");
        if (reply.Status >= 400)
            Assert.Contains(reply.Code, response.GetProperty("description").GetString());
    }

    private JsonElement? Find(string path)
    {
        var segments = path.TrimEnd('/').Split('/');
        JsonElement? best = null;
        foreach (var template in _paths.EnumerateObject())
        {
            var parts = template.Name.Split('/');
            if (parts.Length != segments.Length || !parts.Zip(segments)
                .All(p => p.First == p.Second || p.First.StartsWith('{')))
                continue;
            // A literal path goes before one with parameters.
            if (best is null || !template.Name.Contains('{', StringComparison.Ordinal))
                best = template.Value;
        }

        return best;
    }
}
