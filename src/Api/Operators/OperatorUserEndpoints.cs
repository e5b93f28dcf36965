using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>Users, for operators: finding one, lifting a lock, signing one out.</summary>
internal static class OperatorUserEndpoints
{
    private const string Email = "email";

    public static void MapOperatorUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/users").WithTags("Users");
        users.MapGet("", FindAsync).WithName("findUser").Needs(OperatorScopes.Read)
            .WithSummary("Find a user by e-mail")
            .WithDescription("With what is locked now; null where the store of the locks is down.")
            .Takes(new DescribedParameter(Email, ParameterLocation.Query, typeof(EmailAddress), "The user's e-mail.")
            { Required = true })
            .Refuses(Problem.InvalidRequest, Problem.NotFound);
        users.MapPost("/{userId}/unlock", UnlockAsync).WithName("unlockUser").Needs(OperatorScopes.Freeze)
            .WithSummary("Lift a lock after wrong PINs or passwords")
            .WithDescription("The wrong ones are forgotten too. It is logged first, so after a 503 ask again: that "
                + "leaves two rows of the log and no lock.")
            .Takes(User)
            .Refuses(Problem.NotFound);
        users.MapPost("/{userId}/sign-out", SignOutAsync).WithName("signOutUser").Needs(OperatorScopes.Freeze)
            .WithSummary("End all of a user's access tokens")
            .WithDescription("At once at this host, within a second at all others. Signing in again is possible.")
            .Takes(User)
            .Refuses(Problem.NotFound);
    }

    private static DescribedParameter User => new("userId", ParameterLocation.Path, typeof(UserId), "The user.");

    private static async Task<Results<OkReply<OperatorUserBody>, ProblemResult>> FindAsync(
        HttpRequest request, IUserStore users, OperatorGrains grains)
    {
        var query = new RequestQuery(request, Email);
        if (!EmailAddress.TryParse(query.Find(Email), out var email) && !query.Errors.Has(Email))
            query.Errors.Add(Email, Fields.Email.Rule);
        if (query.Errors.Any)
            return query.Errors.Reply();

        if (await users.FindByEmailAsync(email) is not { } user)
            return Problem.NotFound.Reply();
        var (pin, signIn) = (grains.LookAtPinAsync(user), grains.LookAtSignInAsync(user));
        await Task.WhenAll(pin, signIn);
        return JsonReplies.Ok(new OperatorUserBody(
            user.Id, user.Email.Value, user.Wallet, user.CreatedAt,
            await pin is { } pinLock ? new PinLockBody(pinLock.LockedUntil) : null,
            await signIn is { } signInLock
                ? new SignInLockBody(signInLock.LockedUntil, signInLock.LockedAddresses)
                : null));
    }

    private static async Task<Results<NoContent, ProblemResult>> UnlockAsync(
        string userId, UnlockRequestBody body, HttpContext context, IUserStore users, IOperatorStore store,
        OperatorGrains grains)
    {
        var errors = FieldErrors.OfBody();
        var what = errors.Require(Fields.Unlocked, body.What);
        var reason = errors.Require(Fields.Reason, body.Reason);
        if (errors.Any)
            return errors.Reply();

        if (!UserId.TryParse(userId, out var id) || await users.FindAsync(id) is not { } user
            || await store.ActAsync(new UnlockUser(id, what, OperatorCaller.Of(context).By, reason))
                == OperatorVerdict.NotFound)
            return Problem.NotFound.Reply();
        return await grains.UnlockAsync(user, what)
            ? TypedResults.NoContent()
            : Problem.Unavailable.Reply(TimeSpan.FromSeconds(1));
    }

    private static async Task<Results<NoContent, ProblemResult>> SignOutAsync(
        string userId, ReasonRequestBody body, HttpContext context, IOperatorStore store, ITokenGenerations generations)
    {
        var errors = FieldErrors.OfBody();
        var reason = errors.Require(Fields.Reason, body.Reason);
        if (errors.Any)
            return errors.Reply();

        if (!UserId.TryParse(userId, out var id))
            return Problem.NotFound.Reply();
        try
        {
            var verdict = await store.ActAsync(new SignOutUser(id, OperatorCaller.Of(context).By, reason));
            return verdict == OperatorVerdict.NotFound ? Problem.NotFound.Reply() : TypedResults.NoContent();
        }
        finally
        {
            // Whatever the answer is, the store may have taken it.
            generations.Changed(id);
        }
    }
}
