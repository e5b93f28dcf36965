using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Orleans.Connections.Security;

namespace Wallet.Cluster;

/// <summary>The ports of the cluster as doors: who comes in, and whom this process goes to, shows a certificate of the
/// cluster's CA with the right role.</summary>
internal sealed class Doors(CredentialFiles files, Refusals refusals)
{
    // A handshake runs in the flow of its connection, and what judges the certificate is not told which that is.
    private static readonly AsyncLocal<Visit?> Current = new();

    /// <summary>Guards connections that come in.</summary>
    public void GuardInbound(IConnectionBuilder connections, DoorPort port, params ClusterRole[] roles) =>
        Guard(connections, port, builder => builder.UseServerTls(Options(roles, Credentials.ClientPurpose)));

    /// <summary>Guards connections that go out. All of them go to silos.</summary>
    public void GuardOutbound(IConnectionBuilder connections) =>
        Guard(connections, DoorPort.Outbound, builder =>
            builder.UseClientTls(Options([ClusterRole.Silo], Credentials.ServerPurpose)));

    private void Guard(IConnectionBuilder connections, DoorPort port, Action<IConnectionBuilder> addTls)
    {
        connections.Use(next => async context =>
        {
            var visit = Current.Value = new Visit();
            await next(context);
            if (!visit.IsIn)
                refusals.Add(port, visit.Refusal ?? Refusal.NoTls, context.RemoteEndPoint);
        });
        addTls(connections);
        connections.Use(next => context =>
        {
            Current.Value!.IsIn = true;
            return next(context);
        });
    }

    private TlsOptions Options(ClusterRole[] roles, Oid purpose) => new()
    {
        RemoteCertificateMode = RemoteCertificateMode.RequireCertificate,
        RemoteCertificateValidation = (certificate, chain, errors) =>
        {
            var refusal = Judge(certificate, chain, errors, roles, purpose);
            if (Current.Value is { } visit)
                visit.Refusal = refusal;
            return refusal is null;
        },
        // Both ask for it; what counts is what is set below, anew for each connection.
        LocalServerCertificateSelector = (_, _) => files.Current.Context.TargetCertificate,
        LocalClientCertificateSelector = (_, _, _, _, _) => files.Current.Context.TargetCertificate,
        OnAuthenticateAsServer = (_, tls) =>
        {
            var (options, credentials) = ((SslServerAuthenticationOptions)tls.SslServerAuthenticationOptions,
                files.Current);
            options.ServerCertificateSelectionCallback = null;
            options.ServerCertificateContext = credentials.Context;
            options.CertificateChainPolicy = credentials.PolicyFor(purpose);
            // Connections last. A session that was resumed would have been judged by the certificates of before.
            options.AllowTlsResume = false;
        },
        OnAuthenticateAsClient = (_, tls) =>
        {
            var (options, credentials) = ((SslClientAuthenticationOptions)tls.SslClientAuthenticationOptions,
                files.Current);
            options.LocalCertificateSelectionCallback = null;
            options.ClientCertificateContext = credentials.Context;
            options.CertificateChainPolicy = credentials.PolicyFor(purpose);
            options.AllowTlsResume = false;
        },
    };

    // Silos are found by addresses that come and go, so no certificate names one: the role is what is checked, and the
    // name of the host is not.
    private static Refusal? Judge(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors,
        ClusterRole[] roles, Oid purpose)
    {
        if ((errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) != SslPolicyErrors.None || chain is null)
            return chain is not null && chain.ChainStatus.All(static status => status.Status is
                X509ChainStatusFlags.NoError or X509ChainStatusFlags.NotTimeValid)
                ? Refusal.Expired
                : Refusal.Untrusted;
        if (!Credentials.IsFor(certificate, purpose))
            return Refusal.Untrusted;
        return ClusterRoles.Find(certificate) is { } role && roles.Contains(role) ? null : Refusal.Role;
    }

    private sealed class Visit
    {
        public bool IsIn { get; set; }

        public Refusal? Refusal { get; set; }
    }
}
