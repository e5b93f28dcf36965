using System.Diagnostics;
using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>
/// Spans of a grain's call, one of who calls and one of the grain. Each begins its own, inside an async method, so that
/// it is not what is under way there once the call has ended. A filter of Orleans could begin them for all calls; but
/// then each call, traced or not, goes through one more state machine on either side, which took 3 % of the processor
/// time of a payment. <c>AddActivityPropagation</c>'s filters also lose a trace that is not recorded, and so would
/// begin another one with each call; and they put grains' keys into spans.
/// </summary>
public static class GrainSpans
{
    private const string Key = "traceparent";

    /// <summary>Whether the call that is under way in this grain belongs to a trace.</summary>
    public static bool IsTraced => Received is not null;

    private static string? Received =>
        WalletTelemetry.Activities.HasListeners() ? RequestContext.Get(Key) as string : null;

    /// <summary>Begins the span of who is about to call, and has the call carry it; null if nothing is
    /// recorded.</summary>
    /// <typeparam name="TGrain">The grain's interface.</typeparam>
    /// <param name="method">The method's name.</param>
    public static Activity? StartCall<TGrain>(string method) where TGrain : IAddressable
    {
        if (WalletTelemetry.Recorded is not { } current)
            return null;
        var span = Start<TGrain>(method, ActivityKind.Client, current.Context);
        if (span is not null)
            RequestContext.Set(Key, span.Id!);
        return span;
    }

    /// <summary>Begins the span of the grain that is called; null if the call belongs to no trace.</summary>
    /// <inheritdoc cref="StartCall"/>
    public static Activity? StartReceived<TGrain>(string method) where TGrain : IAddressable =>
        Received is { } parent && ActivityContext.TryParse(parent, null, isRemote: true, out var origin)
            ? Start<TGrain>(method, ActivityKind.Server, origin)
            : null;

    /// <summary>Tells that the call has failed, and of what kind the exception was: its text and its stack are for the
    /// log.</summary>
    public static void Fail(this Activity? span, Exception exception) =>
        span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", exception.GetType().FullName);

    private static Activity? Start<TGrain>(string method, ActivityKind kind, ActivityContext parent)
    {
        var span = WalletTelemetry.Activities.StartActivity($"{typeof(TGrain).Name}/{method}", kind, parent);
        return span?.SetTag("rpc.system.name", "orleans").SetTag("rpc.method", span.OperationName);
    }
}
