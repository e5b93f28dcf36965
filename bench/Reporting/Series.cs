namespace Wallet.Bench;

/// <summary>What the repetitions of one measurement gave.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">In which unit.</param>
/// <param name="Samples">One number for each repetition, in order.</param>
internal sealed record Series(string Name, string Unit, IReadOnlyList<double> Samples)
{
    /// <summary>The middle one of the samples.</summary>
    public double Median => MedianOf(Samples);

    /// <summary>The middle one of some numbers.</summary>
    public static double MedianOf(IEnumerable<double> numbers)
    {
        var sorted = numbers.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
