using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Wallet.Standalone;

/// <summary>
/// Keeps a silo from listening. Nobody else belongs to the cluster of one process, and whoever can reach a silo's port
/// can call its grains. Orleans binds its port whatever its settings say, and shares it with any other silo on the
/// machine, so its listeners are replaced by ones that hear nothing.
/// </summary>
internal static class DeafListeners
{
    /// <summary>Replaces Orleans' listeners, which are registered under keys of their own; the web server's is
    /// not.</summary>
    public static void AddDeafListeners(this IServiceCollection services)
    {
        foreach (var listener in services.Where(static service =>
            service.ServiceType == typeof(IConnectionListenerFactory) && service.IsKeyedService).ToArray())
            services.Replace(
                ServiceDescriptor.KeyedSingleton<IConnectionListenerFactory, Factory>(listener.ServiceKey));
    }

    private sealed class Factory : IConnectionListenerFactory
    {
        public ValueTask<IConnectionListener> BindAsync(
            EndPoint endpoint, CancellationToken cancellationToken = default) => new(new Listener(endpoint));
    }

    private sealed class Listener(EndPoint endpoint) : IConnectionListener
    {
        private readonly TaskCompletionSource<ConnectionContext?> _unbound =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EndPoint EndPoint => endpoint;

        // Null says that there will be no more connections.
        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            new(_unbound.Task.WaitAsync(cancellationToken));

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _unbound.TrySetResult(null);
            return default;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
