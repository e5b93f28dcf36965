using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.OpenApi;
using Wallet.Core;
using Wallet.Hosting;

namespace Wallet.Api;

/// <summary>What the host has seen in the last hour, for the page that draws it.</summary>
internal static class OperatorSeriesEndpoints
{
    private const string After = "after";

    public static void MapOperatorSeries(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/series", ReadAsync).WithTags("Series").WithName("getSeries").Needs(OperatorScopes.Read)
            .WithSummary("See the last hour of this host, in points of five seconds")
            .WithDescription("What this process has answered and committed itself: of several gateways each tells its "
                + "own, and batches are told by the process that has the committer.")
            .Takes(new DescribedParameter(After, ParameterLocation.Query, typeof(DateTimeOffset),
                "Only points after this moment, as the last point's at."))
            .Refuses(Problem.InvalidRequest);

    private static async Task<Results<OkReply<SeriesBody>, ProblemResult>> ReadAsync(
        HttpContext context, SeriesRecorder recorder, Readiness readiness)
    {
        var query = new RequestQuery(context.Request, After);
        Timestamp? after = null;
        if (query.Find(After) is { } text)
        {
            if (Moments.TryParse(text, out var moment))
                after = moment;
            else
                query.Errors.Add(After, Moments.Rule);
        }

        if (query.Errors.Any)
            return query.Errors.Reply();
        var report = await readiness.FindAsync();
        return JsonReplies.Ok(new SeriesBody(
            recorder.Measures, (int)SeriesRecorder.Step.TotalSeconds,
            report is null ? [.. Readiness.DownIn(report).Select(static name => new PartState(name, Ready: false))]
                : [.. report.Entries.Select(static part =>
                    new PartState(part.Key, part.Value.Status == HealthStatus.Healthy))],
            OperatorCaller.Of(context).Scopes, recorder.Read(after)));
    }
}
