using Microsoft.AspNetCore.Routing;

namespace Wallet.Hosting;

/// <summary>More that is served where operators are. Whoever brings it registers it.</summary>
public interface IOperatorEndpoints
{
    /// <summary>Maps it.</summary>
    void Map(IEndpointRouteBuilder routes);
}
