using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>The query of <c>GET /transactions</c>.</summary>
internal static class HistoryParameters
{
    private const int DefaultLimit = 50;

    /// <summary>What the OpenAPI document says of them.</summary>
    public static readonly DescribedParameter[] Described =
    [
        new("limit", ParameterLocation.Query, typeof(PageLimit), "How many entries at most; 50 if not said."),
        new("cursor", ParameterLocation.Query, typeof(string), "nextCursor of the page before, as it is."),
        new("direction", ParameterLocation.Query, typeof(DirectionFilter), "Only entries of this direction."),
        new("from", ParameterLocation.Query, typeof(DateTimeOffset),
            "Only entries at or after this moment; ISO 8601 with Z or an offset, at most six fractional digits."),
        new("to", ParameterLocation.Query, typeof(DateTimeOffset),
            "Only entries before this moment; ISO 8601 with Z or an offset, at most six fractional digits."),
        new("operation", ParameterLocation.Query, typeof(Operation), "Only what this moved."),
        new("counterparty", ParameterLocation.Query, typeof(WalletId), "Only entries with this other wallet."),
    ];

    /// <summary>Reads the query; null if something is wrong with it.</summary>
    public static HistoryQuery? Read(HttpRequest request, WalletId wallet, out FieldErrors errors)
    {
        var query = new RequestQuery(
            request, "limit", "cursor", "direction", "from", "to", "operation", "counterparty");
        errors = query.Errors;

        var (limit, before) = ReadPage(query, wallet.Value, "is not a cursor of this wallet's history");

        Direction? direction = null;
        switch (query.Find("direction"))
        {
            case null:
                break;
            case "sent":
                direction = Direction.Debit;
                break;
            case "received":
                direction = Direction.Credit;
                break;
            default:
                errors.Add("direction", "must be sent or received");
                break;
        }

        Operation? operation = null;
        if (query.Find("operation") is { } name && (operation = Operations.Find(name)?.Code) is null)
            errors.Add("operation", "must be the name of an operation, like transfer or deposit");

        WalletId? counterparty = null;
        if (query.Find("counterparty") is { } other)
        {
            if (WalletId.TryParse(other, out var id))
                counterparty = id;
            else
                errors.Add("counterparty", Fields.ReceiverWalletId.Rule);
        }

        var from = ReadTime(query, "from");
        var to = ReadTime(query, "to");
        return errors.Any
            ? null
            : new HistoryQuery(limit, before, direction, from, to, operation, counterparty);
    }

    /// <summary>Reads <c>limit</c> and <c>cursor</c>; what is wrong with them is added to the query's errors.</summary>
    /// <param name="query">The query.</param>
    /// <param name="chain">Whose pages they are.</param>
    /// <param name="rule">What is told of a cursor that is none of it.</param>
    public static (int Limit, long? Before) ReadPage(RequestQuery query, string chain, string rule)
    {
        var limit = ReadLimit(query);
        if (query.Find("cursor") is not { } cursor)
            return (limit, null);
        if (HistoryCursor.TryParse(cursor, chain, out var sequence))
            return (limit, sequence);
        query.Errors.Add("cursor", rule);
        return (limit, null);
    }

    /// <summary>Reads <c>limit</c>; what is wrong with it is added to the query's errors.</summary>
    public static int ReadLimit(RequestQuery query)
    {
        var limit = DefaultLimit;
        if (query.Find("limit") is { } limitText
            && (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit)
            || limit is < 1 or > Limits.MaxPageSize))
            query.Errors.Add("limit", "must be 1 to 200");
        return limit;
    }

    /// <summary>Reads a moment; what is wrong with it is added to the query's errors.</summary>
    public static Timestamp? ReadTime(RequestQuery query, string name)
    {
        if (query.Find(name) is not { } text)
            return null;
        // A plus sign that was not escaped has become a space on its way through the query string.
        if (text.Length > 6 && text[^6] == ' ')
            text = string.Concat(text.AsSpan(0, text.Length - 6), "+", text.AsSpan(text.Length - 5));
        if (Moments.TryParse(text, out var moment))
            return moment;
        query.Errors.Add(name, Moments.Rule);
        return null;
    }
}
