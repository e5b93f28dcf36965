using Wallet.Core;

namespace Wallet.Grains;

/// <summary>The stored state of a guard's grain: the subjects that have failed attempts. What succeeded or is forgotten is not in it.</summary>
[GenerateSerializer, Alias("wallet.guard-book")]
public sealed class GuardBook
{
    /// <summary>State by subject.</summary>
    [Id(0)]
    public Dictionary<string, GuardState> Subjects { get; } = [];
}
