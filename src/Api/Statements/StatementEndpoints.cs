using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>Statements of the caller's wallet.</summary>
internal static class StatementEndpoints
{
    private const string Format = "format";

    private static readonly DescribedParameter[] Parameters =
    [
        new("from", ParameterLocation.Query, typeof(DateTimeOffset),
            "Entries at or after this moment; all from the first one on if not said."),
        new("to", ParameterLocation.Query, typeof(DateTimeOffset),
            "Entries before this moment; all that there are if not said."),
        new(Format, ParameterLocation.Query, typeof(StatementFormat), "What it comes as, whatever Accept says."),
    ];

    public static void MapStatements(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/statements", ReadAsync).WithTags("Transactions").RequireAuthorization()
            .DisableRateLimiting()
            .WithName("getStatement")
            .WithSummary("Get a statement, oldest entry first")
            .WithDescription("All entries between two moments, with the balances before and after them, of any length "
                + "and from one view: what is made meanwhile is not in it. If it can't be read to its end, the "
                + "connection is cut off. As CSV, the first row behind the header and the last one hold the opening "
                + "and the closing balance; a note that a spreadsheet would run has an apostrophe before it.")
            .Takes(Parameters)
            .Refuses(Problem.InvalidRequest);

    private static async Task<Results<StatementReply, ProblemResult>> ReadAsync(
        HttpRequest request, ClaimsPrincipal user, ILedger ledger, WalletApiOptions options)
    {
        var query = new RequestQuery(request, "from", "to", Format);
        var from = HistoryParameters.ReadTime(query, "from");
        var to = HistoryParameters.ReadTime(query, "to");
        if (from > to)
            query.Errors.Add("from", "must not be after to");
        var format = query.Find(Format);
        if (format is not (null or "json" or "csv"))
            query.Errors.Add(Format, "must be json or csv");
        if (query.Errors.Any)
            return query.Errors.Reply();

        var wallet = user.Caller().Wallet;
        return await ledger.FindStatementAsync(wallet, from, to) is { } view
            ? new StatementReply(new Statement(wallet, options.Currency, from, to, view),
                format is null ? PrefersCsv(request) : format == "csv")
            : new ProblemResult(Problem.Unauthenticated) { Challenge = BearerTokens.InvalidTokenChallenge };
    }

    private static bool PrefersCsv(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return QualityOf(accepted, StatementReply.Csv) > QualityOf(accepted, StatementReply.Json);
    }

    // RFC 9110, section 12.5.1: of the ranges that a type is in, the most specific one says how it is liked.
    private static double QualityOf(IList<MediaTypeHeaderValue> accepted, string type)
    {
        var (best, quality) = (-1, 0.0);
        foreach (var range in accepted)
        {
            var specific = range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2;
            var fits = specific switch
            {
                0 => true,
                1 => type.StartsWith(range.Type.ToString() + '/', StringComparison.OrdinalIgnoreCase),
                _ => range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase),
            };
            if (fits && specific > best)
                (best, quality) = (specific, range.Quality ?? 1);
        }

        return quality;
    }
}
