using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Logging;
using Wallet.Core;

namespace Wallet.Cluster;

/// <summary>What the cluster's ports refused: each is counted, and at most one line a minute says so, however many
/// come. Nothing that the other side says of itself gets into it but its address.</summary>
public sealed partial class Refusals : IDisposable
{
    /// <summary>How long nothing more is said after a line.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private static readonly Counter<long> Counter = WalletTelemetry.Meter.CreateCounter<long>(
        "wallet.cluster.refused", "{refusal}", "Connections and calls that were refused at the ports of the cluster.");

    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private long _unsaid;
    private bool _isQuiet;
    private string _latest = "";

    /// <summary>Made by the container.</summary>
    public Refusals(TimeProvider time, ILogger<Refusals> log)
    {
        _log = log;
        _timer = time.CreateTimer(
            static self => ((Refusals)self!).SayRest(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Counts one.</summary>
    /// <param name="port">At which port.</param>
    /// <param name="reason">Why.</param>
    /// <param name="from">Who it was, or who was called; null if that is not known here.</param>
    public void Add(DoorPort port, Refusal reason, EndPoint? from)
    {
        Counter.Add(1, new("wallet.port", TagName.Of(port)),
            new("wallet.reason", TagName.Of(reason)));
        lock (_lock)
        {
            _unsaid++;
            _latest = $"{Words(reason)} ({port} port{(from is null ? "" : $", {from}")})";
            if (_isQuiet)
                return;
            Say();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void SayRest()
    {
        lock (_lock)
        {
            if (_unsaid == 0)
                _isQuiet = false;
            else
                Say();
        }
    }

    private void Say()
    {
        LogRefused(_unsaid, _latest);
        (_unsaid, _isQuiet) = (0, true);
        _timer.Change(Quiet, Timeout.InfiniteTimeSpan);
    }

    private static string Words(Refusal reason) => reason switch
    {
        Refusal.NoTls => "no TLS or no certificate",
        Refusal.Untrusted => "a certificate that is not of this cluster's CA, or not for this",
        Refusal.Expired => "a certificate that is not valid now",
        Refusal.Role => "a certificate of a role that has no business here",
        Refusal.Call => "a call of a grain that gateways have no business with",
        _ => "a message that no gateway sends",
    };

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Refused at the cluster's ports: {Count} in the last minute; the latest was {Latest}.")]
    private partial void LogRefused(long count, string latest);
}

/// <summary>A port of the cluster, as seen by this process.</summary>
public enum DoorPort
{
    /// <summary>This silo's port for silos.</summary>
    Silo,

    /// <summary>This silo's port for gateways.</summary>
    Gateway,

    /// <summary>Another silo's port, to which this process connects.</summary>
    Outbound,
}

/// <summary>Why something was refused.</summary>
public enum Refusal
{
    /// <summary>There was no handshake of TLS to its end: another protocol, or no certificate.</summary>
    NoTls,

    /// <summary>The certificate is not signed by the cluster's CA, or not for this end of a connection.</summary>
    Untrusted,

    /// <summary>The certificate has ended, or has not begun.</summary>
    Expired,

    /// <summary>The certificate is a good one, of a role that may not come here.</summary>
    Role,

    /// <summary>A gateway called a grain that is not for gateways.</summary>
    Call,

    /// <summary>A gateway sent a message that no gateway sends, such as one in the name of a grain.</summary>
    Forged,
}
