using System.Text.Json;
using System.Text.Json.Nodes;

namespace Wallet.Clients.Tests;

/// <summary>What others take for a good OpenAPI document, by their own rules, with the one exception that
/// redocly.yaml explains.</summary>
[Collection(NodeTests.Name)]
public sealed class LinterTests(NodePackages node)
{
    [Theory]
    [InlineData("v1.json")]
    [InlineData("operator.json")]
    public async Task Redocly_finds_nothing_in_the_committed_document(string document) =>
        Assert.Empty(await RedoclyAsync(document));

    [Theory]
    [InlineData("v1.json")]
    [InlineData("operator.json")]
    public async Task Spectral_finds_nothing_in_the_committed_document(string document) =>
        Assert.Empty(await SpectralAsync(document));

    [Fact]
    public async Task Both_find_what_is_planted()
    {
        var text = await File.ReadAllTextAsync(
            Path.Combine(NodePackages.Folder, "v1.json"), TestContext.Current.CancellationToken);
        var document = JsonNode.Parse(text)!;
        document["info"]!.AsObject().Remove("license");
        document["info"]!.AsObject().Remove("contact");
        await File.WriteAllTextAsync(Path.Combine(NodePackages.Folder, "planted.json"), document.ToJsonString(),
            TestContext.Current.CancellationToken);

        // Warnings both: what is only that counts as well.
        var (redocly, spectral) = (await RedoclyAsync("planted.json"), await SpectralAsync("planted.json"));
        Assert.StartsWith("info-license: ", Assert.Single(redocly), StringComparison.Ordinal);
        Assert.StartsWith("info-contact: ", Assert.Single(spectral), StringComparison.Ordinal);
    }

    private async Task<string[]> RedoclyAsync(string document)
    {
        var ended = await node.RunAsync("redocly", document);
        return Found(Json(ended.Output, ended.Errors).GetProperty("problems"), "ruleId");
    }

    private async Task<string[]> SpectralAsync(string document)
    {
        var ended = await node.RunAsync("spectral", document);
        return Found(Json(ended.Output, ended.Errors), "code");
    }

    private static JsonElement Json(string output, string errors)
    {
        try
        {
            return JsonElement.Parse(output);
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"The linter could not do its work: {output}{errors}", e);
        }
    }

    private static string[] Found(JsonElement problems, string rule) => [.. problems.EnumerateArray()
        .Select(problem => $"{problem.GetProperty(rule)}: {problem.GetProperty("message")}")];
}
