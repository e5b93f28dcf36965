using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;

namespace Wallet.Api;

/// <summary>What the framework can't know of an endpoint, for the OpenAPI document.</summary>
internal static class EndpointDocs
{
    /// <summary>Declares the endpoint's own refusals. Those that follow from requiring authorization, being limited or
    /// having a body are added.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params Problem[] problems) =>
        endpoint.WithMetadata(new DescribedRefusals(problems));

    /// <summary>Declares parameters that the endpoint reads by itself.</summary>
    public static RouteHandlerBuilder Takes(
        this RouteHandlerBuilder endpoint, params DescribedParameter[] parameters) =>
        endpoint.WithMetadata([.. parameters]);

    /// <summary>Declares the header with the idempotency key, and that a success or refusal may be a replay.</summary>
    public static RouteHandlerBuilder TakesKey(this RouteHandlerBuilder endpoint) => endpoint.Takes(
        new DescribedParameter(IdempotencyHeaders.Key, ParameterLocation.Header, typeof(Core.IdempotencyKey),
            "The idempotency key, bare or as a quoted string, if it is not in the body."));

    /// <summary>Declares that a success may be a replay, where the key is the house's own.</summary>
    public static RouteHandlerBuilder MayReplay(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new ReplayingSuccess());
}

/// <summary>Says that a success may be a replay.</summary>
internal sealed record ReplayingSuccess;

/// <summary>Refusals of an endpoint.</summary>
internal sealed record DescribedRefusals(IReadOnlyList<Problem> Problems);

/// <summary>A parameter of an endpoint.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Location">Where it is.</param>
/// <param name="Type">The type it becomes; the document knows its limits by it.</param>
/// <param name="Description">What it is for.</param>
internal sealed record DescribedParameter(string Name, ParameterLocation Location, Type Type, string Description)
{
    /// <summary>Whether it must be there.</summary>
    public bool Required { get; init; } = Location == ParameterLocation.Path;
}

/// <summary>Says which type of the domain a member of a request becomes. The document knows its limits by it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ShownAttribute(Type type) : Attribute
{
    public Type Type { get; } = type;
}

/// <summary>Stands for the parameter <c>limit</c>.</summary>
internal readonly struct PageLimit;

/// <summary>Stands for the parameter <c>direction</c>.</summary>
internal readonly struct DirectionFilter;

/// <summary>Stands for the parameter <c>format</c>.</summary>
internal readonly struct StatementFormat;

/// <summary>Stands for how long a hold lasts.</summary>
internal readonly struct HoldSeconds;

/// <summary>Stands for an operator's reason, which must not be empty.</summary>
internal readonly struct Reason;

/// <summary>Stands for the name of an operator's key.</summary>
internal readonly struct KeyName;

/// <summary>Stands for a password that is chosen, which has to be longer than one that is only compared.</summary>
internal readonly struct ChosenPassword;

/// <summary>Stands for a PIN that is chosen, which must not be easy to guess.</summary>
internal readonly struct ChosenPin;
