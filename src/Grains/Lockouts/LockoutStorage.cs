namespace Wallet.Grains;

/// <summary>Names that the lockouts' states are stored under. They are part of the stored rows and never
/// change.</summary>
public static class LockoutStorage
{
    /// <summary>The storage provider: a SQLite file in one process, ADO.NET on PostgreSQL in the cluster.</summary>
    public const string Provider = "guards";

    /// <summary>The state of a user's PIN.</summary>
    public const string Pin = "pin";

    /// <summary>The state of signing in with an e-mail.</summary>
    public const string SignIn = "sign-in";
}
