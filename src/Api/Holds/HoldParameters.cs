using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>The query of <c>GET /holds</c>.</summary>
internal static class HoldParameters
{
    /// <summary>What the OpenAPI document says of them.</summary>
    public static readonly DescribedParameter[] Described =
    [
        new("role", ParameterLocation.Query, typeof(HoldRole), "Which side of them the caller is.")
        {
            Required = true,
        },
        new("state", ParameterLocation.Query, typeof(HoldState), "Only those that are so."),
        new("limit", ParameterLocation.Query, typeof(PageLimit), "How many at most; 50 if not said."),
        new("cursor", ParameterLocation.Query, typeof(string), "nextCursor of the page before, as it is."),
    ];

    /// <summary>Reads the query; null if something is wrong with it.</summary>
    public static HoldQuery? Read(HttpRequest request, WalletId wallet, out FieldErrors errors)
    {
        var query = new RequestQuery(request, "role", "state", "limit", "cursor");
        errors = query.Errors;
        var role = query.Find("role") switch
        {
            "payer" => HoldRole.Payer,
            "receiver" => HoldRole.Receiver,
            _ => (HoldRole?)null,
        };
        if (role is null && !errors.Has("role"))
            errors.Add("role", "must be payer or receiver");

        HoldState? state = null;
        if (query.Find("state") is { } name)
        {
            if (HoldStates.Names.TryParse(name, out var known))
                state = known;
            else
                errors.Add("state", "must be open, captured, released or expired");
        }

        var limit = HistoryParameters.ReadLimit(query);
        TransferId? before = null;
        if (query.Find("cursor") is { } cursor)
        {
            before = IdCursor.TryParse(cursor, List(wallet, role), out var id) ? new TransferId(id) : null;
            if (before is null)
                errors.Add("cursor", "is not a cursor of these holds");
        }

        return errors.Any ? null : new HoldQuery(role!.Value, limit, before, state);
    }

    /// <summary>The cursor that leads on.</summary>
    public static string Format(WalletId wallet, HoldRole role, TransferId before) =>
        IdCursor.Format(List(wallet, role), before.Value);

    private static string List(WalletId wallet, HoldRole? role) => $"holds {role} {wallet}";
}
