namespace Wallet.Torture;

/// <summary>The host's wall clock jumps, forwards or back, by seconds or by hours, and stays there.</summary>
internal sealed class ClockStep(FaultShim shim) : IHarm
{
    public string Kind => "clock step";

    public int Weight => 2;

    public Task DoAsync(Random random)
    {
        var range = random.Next(3) switch { 0 => 5_000, 1 => 600_000, _ => 20_000_000 };
        shim.ClockStep = TimeSpan.FromMilliseconds(random.Next(-range, range));
        return Task.CompletedTask;
    }
}
