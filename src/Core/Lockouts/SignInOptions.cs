namespace Wallet.Core;

/// <summary>Settings of the lockout of signing in.</summary>
public sealed record SignInOptions
{
    /// <summary>How many wrong passwords in a row lock an e-mail for one address.</summary>
    public int MaxFailuresFromAddress { get; init; } = 10;

    /// <summary>How many wrong passwords in a row lock an e-mail for everybody.</summary>
    public int MaxFailures { get; init; } = 100;

    /// <summary>How long a lock lasts, and after how long without a further failure the count starts anew.</summary>
    public TimeSpan LockFor { get; init; } = TimeSpan.FromMinutes(15);
}
