namespace Wallet.Grains;

/// <summary>What is asked of a key of the gate.</summary>
internal enum GateQuestion
{
    /// <summary>Take it, unless somebody has it.</summary>
    Enter,

    /// <summary>Mark it as completed, if it is the asker's.</summary>
    Complete,

    /// <summary>Give it back, if it is the asker's.</summary>
    Release,
}
