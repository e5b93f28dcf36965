namespace Wallet.Bench;

/// <summary>How long transfers took without HTTP.</summary>
/// <param name="Transfers">How many.</param>
/// <param name="Took">On the clock.</param>
/// <param name="Cpu">Processor time of all threads; a busy neighbour disturbs it less.</param>
internal readonly record struct Timing(int Transfers, TimeSpan Took, TimeSpan Cpu)
{
    /// <summary>Transfers per second.</summary>
    public double PerSecond => Transfers / Took.TotalSeconds;

    /// <summary>Processor time for each transfer in microseconds.</summary>
    public double CpuMicroseconds => Cpu.TotalMicroseconds / Transfers;
}
