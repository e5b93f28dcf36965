namespace Wallet.Bench;

/// <summary>One measurement divided by another of the same run: what a goal is about, because it means the same on
/// every machine.</summary>
/// <param name="Name">What is divided by what.</param>
/// <param name="Samples">One quotient for each pair of neighbouring repetitions.</param>
/// <param name="Goal">The goal, if there is one.</param>
/// <param name="AtLeast">Whether the goal is a lower bound; otherwise it is an upper one.</param>
internal sealed record Ratio(string Name, IReadOnlyList<double> Samples, double? Goal = null, bool AtLeast = true)
{
    /// <summary>The middle quotient.</summary>
    public double Median => Series.MedianOf(Samples);

    /// <summary>Whether the goal is met; null without a goal.</summary>
    public bool? Met => Goal is { } goal ? (AtLeast ? Median >= goal : Median <= goal) : null;

    /// <summary>Pairs the repetitions of two measurements in order: what disturbs one repetition mostly disturbs its
    /// neighbour too.</summary>
    public static Ratio Of(string name, Series upper, Series lower, double? goal = null, bool atLeast = true) =>
        new(name, [.. upper.Samples.Zip(lower.Samples, static (a, b) => a / b)], goal, atLeast);
}
