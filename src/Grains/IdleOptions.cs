namespace Wallet.Grains;

/// <summary>When grains that nobody asks are let go.</summary>
public sealed record IdleOptions
{
    /// <summary>How often a grain looks whether anybody has asked it since.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many times it stays although nobody has asked it: longer than the 15 minutes for which failed
    /// sign-ins are counted.</summary>
    public int Looks { get; init; } = 4;
}
