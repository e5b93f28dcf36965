using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>The query of <c>GET /requests</c>.</summary>
internal static class RequestParameters
{
    /// <summary>What the OpenAPI document says of them.</summary>
    public static readonly DescribedParameter[] Described =
    [
        new("role", ParameterLocation.Query, typeof(RequestRole),
            "payer for what the caller is asked to pay, payee for what the caller has asked for.")
        { Required = true },
        new("state", ParameterLocation.Query, typeof(PaymentRequestState), "Only those in this state."),
        new("limit", ParameterLocation.Query, typeof(PageLimit), "How many requests at most; 50 if not said."),
        new("cursor", ParameterLocation.Query, typeof(string), "nextCursor of the page before, as it is."),
    ];

    /// <summary>Reads the query; null if something is wrong with it.</summary>
    public static PaymentRequestQuery? Read(HttpRequest request, WalletId wallet, out FieldErrors errors)
    {
        var query = new RequestQuery(request, "role", "state", "limit", "cursor");
        errors = query.Errors;
        var role = query.Find("role");
        if (role is not ("payer" or "payee") && !errors.Has("role"))
            errors.Add("role", "must be payer or payee");

        PaymentRequestState? state = null;
        if (query.Find("state") is { } name)
        {
            if (PaymentRequestStates.Names.TryParse(name, out var known))
                state = known;
            else
                errors.Add("state", "must be " + string.Join(" or ", PaymentRequestStates.Names.Names));
        }

        var wanted = new PaymentRequestQuery(wallet, role == "payer", state, HistoryParameters.ReadLimit(query));
        if (query.Find("cursor") is { } cursor)
        {
            if (IdCursor.TryParse(cursor, List(wanted), out var last))
                wanted = wanted with { Before = new RequestId(last) };
            else
                errors.Add("cursor", "is not a cursor of these requests");
        }

        return errors.Any ? null : wanted;
    }

    /// <summary>The cursor that leads on.</summary>
    public static string Format(PaymentRequestQuery query, RequestId before) =>
        IdCursor.Format(List(query), before.Value);

    private static string List(PaymentRequestQuery query) =>
        $"requests {(query.AsPayer ? "payer" : "payee")} {query.Wallet}";
}

/// <summary>Stands for the parameter <c>role</c>.</summary>
internal readonly struct RequestRole;

/// <summary>Stands for how long a request can be paid.</summary>
internal readonly struct RequestLifetime;
