using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Wallet.Hosting;

namespace Wallet.Cluster;

/// <summary>Puts doors into the ports of silos, and shows gateways in.</summary>
public static class DoorServices
{
    /// <summary>
    /// Guards a silo's ports. The port for silos lets silos in, the port for gateways gateways and silos. Without TLS,
    /// which only loopback may do, everybody on the machine comes in. What comes in at the port for gateways is held to
    /// what gateways may say either way.
    /// </summary>
    /// <exception cref="StartException">Others can reach the silo and there is no TLS.</exception>
    public static void AddDoors(this ISiloBuilder silo, MemberSettings member)
    {
        if (member is { IsBeyondLoopback: true, Tls.IsOn: false })
            throw new StartException(ExitCodes.BadSetting,
                $"Wallet:Cluster:Address is {member.Address}, where others reach this silo: "
                + $"{string.Join(", ", TlsSettings.Names)} must be set.");
        AddDoors(silo.Services, member.Tls, ClusterRole.Silo);
        silo.Configure<SiloConnectionOptions>(options =>
        {
            if (member.Tls.IsOn)
            {
                options.ConfigureSiloInboundConnection(static port =>
                    Of(port).GuardInbound(port, DoorPort.Silo, ClusterRole.Silo));
                options.ConfigureGatewayInboundConnection(static port =>
                    Of(port).GuardInbound(port, DoorPort.Gateway, ClusterRole.Gateway, ClusterRole.Silo));
                options.ConfigureSiloOutboundConnection(static port => Of(port).GuardOutbound(port));
            }

            options.ConfigureGatewayInboundConnection(HoldToFrames);
        });
    }

    /// <summary>Has a client go to silos alone. Without TLS it goes nowhere beyond this machine.</summary>
    public static void AddDoors(
        this IClientBuilder client, MemberSettings member, ClusterRole role = ClusterRole.Gateway)
    {
        AddDoors(client.Services, member.Tls, role);
        client.Configure<ClientConnectionOptions>(options => options.ConfigureConnection(port =>
        {
            if (member.Tls.IsOn)
                Of(port).GuardOutbound(port);
            else
                port.Use(static next => context => context.RemoteEndPoint is IPEndPoint { Address: var address }
                    && !IPAddress.IsLoopback(address) ? throw NotInTheClear(address) : next(context));
        }));
    }

    private static void AddDoors(IServiceCollection services, TlsSettings tls, ClusterRole role)
    {
        services.TryAddSingleton<Refusals>();
        if (!tls.IsOn)
            return;
        services.AddSingleton(all => ActivatorUtilities.CreateInstance<CredentialFiles>(all, tls, role));
        services.AddHostedService(static all => all.GetRequiredService<CredentialFiles>());
        services.AddSingleton<Doors>();
    }

    private static Doors Of(IConnectionBuilder port) => port.ApplicationServices.GetRequiredService<Doors>();

    private static void HoldToFrames(IConnectionBuilder port)
    {
        var refusals = port.ApplicationServices.GetRequiredService<Refusals>();
        port.Use(next => async context =>
        {
            var transport = context.Transport;
            context.Transport = new Pipes(new ClientFrames(transport.Input,
                () => refusals.Add(DoorPort.Gateway, Refusal.Forged, context.RemoteEndPoint)), transport.Output);
            try
            {
                await next(context);
            }
            finally
            {
                context.Transport = transport;
            }
        });
    }

    private static StartException NotInTheClear(IPAddress address) => new(ExitCodes.BadSetting,
        $"A silo of the cluster is at {address}, beyond this machine: "
        + $"{string.Join(", ", TlsSettings.Names)} must be set.");

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
