using System.Collections.Concurrent;

namespace Wallet.TestKit.Http;

/// <summary>Checks every answer against what holds for all answers, in the test that got it, the OpenAPI document of
/// its host included.</summary>
internal sealed class ContractHandler(HttpMessageHandler inner, string documentPath) : DelegatingHandler(inner)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<OpenApiContract>>> _documents = new();

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var document = await DocumentOfAsync(request.RequestUri!.GetLeftPart(UriPartial.Authority));
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var reply = new Reply(response, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        AnswerRules.Check(request, reply);
        document.CheckDeclares(request, reply);
        return response;
    }

    private async Task<OpenApiContract> DocumentOfAsync(string origin)
    {
        var document =
            _documents.GetOrAdd(origin, static (origin, self) => new(() => self.ReadDocumentAsync(origin)), this);
        try
        {
            return await document.Value;
        }
        catch (HttpRequestException)
        {
            // A host that was killed meanwhile has no document; the next one at its address has.
            _documents.TryRemove(new(origin, document));
            throw;
        }
    }

    private async Task<OpenApiContract> ReadDocumentAsync(string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, origin + documentPath);
        using var response = await base.SendAsync(request, CancellationToken.None);
        return new OpenApiContract(await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
    }
}
