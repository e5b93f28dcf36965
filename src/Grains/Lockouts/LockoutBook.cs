using Wallet.Core;

namespace Wallet.Grains;

/// <summary>The stored state of a lockout's grain: the subjects that have failed attempts. What succeeded or is
/// forgotten is not in it.</summary>
[GenerateSerializer, Alias("wallet.guard-book")]
public sealed class LockoutBook
{
    /// <summary>When all of it is forgotten; null if some of it never is.</summary>
    public Timestamp? ForgetAt
    {
        get
        {
            Timestamp? last = null;
            foreach (var state in Subjects.Values)
            {
                if (state.ForgetAt is not { } end)
                    return null;
                if (last is null || end > last)
                    last = end;
            }

            return last;
        }
    }

    /// <summary>State by subject.</summary>
    [Id(0)]
    public Dictionary<string, LockoutState> Subjects { get; } = [];
}
