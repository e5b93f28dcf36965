namespace Wallet.Api;

/// <summary>Registering, signing in, and changing secrets.</summary>
internal static class AuthFeature
{
    public const string Tag = "Auth";

    public static void MapAuth(this ApiRoutes routes)
    {
        routes.Map(RegisterEndpoint.Call, new RegisterEndpoint(routes.Service<Core.AccountService>()).HandleAsync);
        routes.Map(LoginEndpoint.Call,
            new LoginEndpoint(routes.Service<Core.AccountService>(), routes.Service<TokenIssuer>()).HandleAsync);
        routes.Map(ChangePinEndpoint.Call, new ChangePinEndpoint(routes.Service<Core.IPinChanger>()).HandleAsync);
        routes.Map(
            ChangePasswordEndpoint.Call,
            new ChangePasswordEndpoint(
            routes.Service<Core.AccountService>(), routes.Service<ITokenGenerations>()).HandleAsync);
    }
}
