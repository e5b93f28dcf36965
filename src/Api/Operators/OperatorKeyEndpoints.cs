using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>The operators' keys. Nobody gives away a scope that the own key has not. Any key may be revoked, the last
/// one too: the command line makes another.</summary>
internal static class OperatorKeyEndpoints
{
    private const string ReasonName = "reason", ScopesName = "scopes";

    public static void MapOperatorKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/keys").WithTags("Keys");
        keys.MapGet("", ListAsync).WithName("getKeys").Needs(OperatorScopes.Keys)
            .WithSummary("See all keys, the oldest first")
            .WithDescription("Revoked ones too, for they stand in the log. No key can be seen again itself.");
        keys.MapPost("", AddAsync).WithName("addKey").Needs(OperatorScopes.Keys)
            .WithSummary("Make a key")
            .WithDescription("The answer shows it, and nothing ever does again. A key can't give scopes that it has "
                + "not. If the answer is lost, revoke what was made.");
        keys.MapDelete("/{keyId}", RevokeAsync).WithName("revokeKey").Needs(OperatorScopes.Keys)
            .WithSummary("Revoke a key")
            .WithDescription("From the answer on it counts no more, at any host. One that is revoked stays so.")
            .Takes(
                new DescribedParameter("keyId", ParameterLocation.Path, typeof(OperatorKeyId), "The key."),
                new DescribedParameter(ReasonName, ParameterLocation.Query, typeof(Reason), "Why.")
                { Required = true })
            .Refuses(Problem.InvalidRequest, Problem.NotFound);
    }

    private static async Task<OkReply<OperatorKeysBody>> ListAsync(IOperatorStore store) => JsonReplies.Ok(
        new OperatorKeysBody([.. (await store.ListOperatorKeysAsync()).Select(OperatorKeyItem.Of)]));

    private static async Task<Results<CreatedReply<NewOperatorKeyBody>, ProblemResult>> AddAsync(
        AddKeyRequestBody body, HttpContext context, IOperatorStore store, TimeProvider time)
    {
        var errors = FieldErrors.OfBody();
        var name = errors.Require(Fields.KeyName, body.Name);
        var scopes = Scopes(body.Scopes, errors);
        var reason = errors.Require(Fields.Reason, body.Reason);
        if (errors.Any)
            return errors.Reply();

        var caller = OperatorCaller.Of(context);
        if (!caller.Scopes.HasFlag(scopes))
            return Problem.Forbidden.Reply();
        var (act, secret) = AddOperatorKey.New(name, scopes, caller.By, reason, time);
        await store.ActAsync(act);
        return JsonReplies.Created(new NewOperatorKeyBody(
            act.Key.Id, act.Key.Name, act.Key.Scopes, act.Key.CreatedAt, secret.Reveal));
    }

    private static async Task<Results<NoContent, ProblemResult>> RevokeAsync(
        string keyId, HttpContext context, IOperatorStore store)
    {
        var query = new RequestQuery(context.Request, ReasonName);
        var text = query.Find(ReasonName);
        if (!Fields.Reason.Parse(text ?? "", out var reason) && !query.Errors.Has(ReasonName))
            query.Errors.Add(ReasonName, text is null ? "is required" : Fields.Reason.Rule);
        if (query.Errors.Any)
            return query.Errors.Reply();

        return OperatorKeyId.TryParse(keyId, out var id)
            && await store.ActAsync(new RevokeOperatorKey(id, OperatorCaller.Of(context).By, reason))
                != OperatorVerdict.NotFound
            ? TypedResults.NoContent()
            : Problem.NotFound.Reply();
    }

    private static OperatorScopes Scopes(string?[]? names, FieldErrors errors)
    {
        var scopes = OperatorScopes.None;
        foreach (var name in names ?? [])
        {
            if (!OperatorNames.Scopes.TryParse(name, out var scope) || scopes.HasFlag(scope))
                errors.Add(ScopesName, "must list some of read, freeze, money and keys, each once");
            scopes |= scope;
        }

        if (names is null)
            errors.Add(ScopesName, "is required");
        else if (names.Length == 0)
            errors.Add(ScopesName, "must have at least one");
        return scopes;
    }
}
