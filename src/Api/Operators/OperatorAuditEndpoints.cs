using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>Audits while the ledger is served, and the operators' log.</summary>
internal static class OperatorAuditEndpoints
{
    private const string AuditPath = "/audit", Chain = "operators' log";
    private const int ShownAudits = 20;

    public static void MapOperatorAudits(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(AuditPath, StartAsync).WithTags("Audit").WithName("startAudit").Needs(OperatorScopes.Read)
            .WithSummary("Have the ledger audited")
            .WithDescription("It runs beside the payments, one at a time in the whole cluster, and its result will be "
                + "among the audits.")
            .Refuses(Problem.AuditRunning);
        routes.MapGet(AuditPath, ListAsync).WithTags("Audit").WithName("getAudits").Needs(OperatorScopes.Read)
            .WithSummary("See the last audits, newest first, whether one runs, and the last backup");
        routes.MapGet("/log", ReadLogAsync).WithTags("Audit").WithName("getLog").Needs(OperatorScopes.Read)
            .WithSummary("See what operators did, newest first")
            .WithDescription("A page at a time: nextCursor leads to the next one and is null on the last.")
            .Takes(HistoryParameters.Described[..2])
            .Refuses(Problem.InvalidRequest);
    }

    private static async Task<Results<AcceptedReply<AuditStartedBody>, ProblemResult>> StartAsync(OperatorGrains grains)
    {
        var (answered, startedAt) = await grains.StartAuditAsync();
        return startedAt is { } at ? JsonReplies.Accepted(new AuditStartedBody(at), "/operator" + AuditPath)
            : answered ? Problem.AuditRunning.Reply()
            : Problem.Unavailable.Reply(TimeSpan.FromSeconds(1));
    }

    private static async Task<Results<OkReply<AuditsBody>, ProblemResult>> ListAsync(
        OperatorGrains grains, IOperatorStore store)
    {
        // Before the list, so that an audit that ends meanwhile is in it.
        if (await grains.LookAtAuditsAsync() is not { } state)
            return Problem.Unavailable.Reply(TimeSpan.FromSeconds(1));
        var backups = await grains.LookAtBackupsAsync();
        var audits = await store.ListAuditsAsync(ShownAudits);
        return JsonReplies.Ok(new AuditsBody(
            state.RunningSince is { } since ? new AuditStartedBody(since) : null, state.FailedAt,
            state.HeadsFailedAt, backups is null ? null : BackupsBody.Of(backups), [.. audits.Select(AuditItem.Of)]));
    }

    private static async Task<Results<OkReply<OperatorLogBody>, ProblemResult>> ReadLogAsync(
        HttpRequest request, IOperatorStore store)
    {
        var query = new RequestQuery(request, "limit", "cursor");
        var (limit, before) = HistoryParameters.ReadPage(query, Chain, "is not a cursor of the operators' log");
        if (query.Errors.Any)
            return query.Errors.Reply();

        var rows = await store.ReadOperatorLogAsync(limit, before);
        var next = rows.Count == limit && rows[^1].Sequence > 1 ? HistoryCursor.Format(Chain, rows[^1].Sequence) : null;
        return JsonReplies.Ok(new OperatorLogBody([.. rows.Select(OperatorLogItem.Of)], next));
    }
}
