namespace Wallet.Core;

/// <summary>Settings of the PIN's lockout.</summary>
public sealed record PinOptions
{
    /// <summary>How many wrong PINs in a row lock the PIN.</summary>
    public int MaxFailures { get; init; } = 5;

    /// <summary>How long a lock lasts.</summary>
    public TimeSpan LockFor { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a PIN that was verified is remembered in memory; zero turns it off.</summary>
    public TimeSpan RememberFor { get; init; } = TimeSpan.FromMinutes(5);
}
