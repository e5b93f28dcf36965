using System.Diagnostics;
using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>
/// Carries traces through calls of grains, as spans of the client and of the server. Only what is recorded is carried:
/// Orleans' own filters, which <c>AddActivityPropagation</c> adds, lose a trace that is not, and so would begin another
/// one with each call; they also put grains' keys into spans.
/// </summary>
public sealed class TracePropagation : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
{
    private const string Key = "traceparent";

    /// <inheritdoc/>
    public Task Invoke(IOutgoingGrainCallContext context) => WalletTelemetry.Recorded is { } current
        ? InvokeAsync(context, ActivityKind.Client, current.Context)
        : context.Invoke();

    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context) => RequestContext.Get(Key) is string parent
        && ActivityContext.TryParse(parent, null, isRemote: true, out var origin)
            ? InvokeAsync(context, ActivityKind.Server, origin)
            : context.Invoke();

    // The activity begins in here, so that it is not what is under way for whoever calls, once it has ended.
    private static async Task InvokeAsync(IGrainCallContext context, ActivityKind kind, ActivityContext parent)
    {
        using var activity = WalletTelemetry.Activities.StartActivity(
            $"{context.Request.GetInterfaceType().Name}/{context.MethodName}", kind, parent);
        activity?.SetTag("rpc.system.name", "orleans").SetTag("rpc.method", activity.OperationName);
        if (activity is not null && kind == ActivityKind.Client)
            RequestContext.Set(Key, activity.Id!);
        try
        {
            await context.Invoke();
        }
        catch (Exception e)
        {
            // Its text and its stack are for the log.
            activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", e.GetType().FullName);
            throw;
        }
    }
}
