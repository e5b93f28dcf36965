using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Wallet.Hosting;

/// <summary>
/// A web server that gives up waiting for its clients some time before the host does. A host stops its services one
/// after the other on one clock, the web server first: a client that holds a request half sent would use it up, and the
/// silo, which is stopped next, would be cut off in the middle of what it has accepted.
/// </summary>
internal sealed class PatientServer(IServer server, TimeSpan patience, TimeProvider time) : IServer
{
    /// <inheritdoc/>
    public IFeatureCollection Features => server.Features;

    /// <inheritdoc/>
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        // Where it listens it was told with what each address is for (Listeners). What the framework has read of the
        // settings meanwhile would only be warned about.
        Features.Get<IServerAddressesFeature>()?.Addresses.Clear();
        return server.StartAsync(application, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var patient = new CancellationTokenSource(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patient.Token);
        await server.StopAsync(both.Token);
    }

    /// <inheritdoc/>
    public void Dispose() => server.Dispose();

    /// <summary>Has the host's web server wait no longer than <paramref name="patience"/> when it stops.</summary>
    public static void AddTo(IServiceCollection services, TimeSpan patience)
    {
        var kestrel = services.Last(static service => service.ServiceType == typeof(IServer));
        services.Replace(ServiceDescriptor.Singleton<IServer>(all => new PatientServer(
            (IServer)ActivatorUtilities.CreateInstance(all, kestrel.ImplementationType!), patience,
            all.GetRequiredService<TimeProvider>())));
    }
}
