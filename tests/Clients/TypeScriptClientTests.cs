using Wallet.TestKit;

namespace Wallet.Clients.Tests;

/// <summary>A TypeScript client: types from openapi-typescript, calls by openapi-fetch, <c>Node/tour.ts</c> on
/// top.</summary>
[Collection(NodeTests.Name)]
public sealed class TypeScriptClientTests(NodePackages node)
{
    [Fact]
    public async Task The_generated_client_compiles_strictly_and_walks_through_the_tour()
    {
        NodePackages.Succeeded(await node.RunAsync("types"));
        NodePackages.Succeeded(await node.RunAsync("compile"));
        using var folder = new TempFolder();
        await using var host = await TourHost.StartAsync(folder);

        var tour = await node.RunAsync("tour", host.Address.GetLeftPart(UriPartial.Authority));

        NodePackages.Succeeded(tour);
        Assert.Equal("The tour is done.", tour.Output.Trim());
    }
}
