using Wallet.TestKit;

namespace Wallet.Core.Tests;

/// <summary>Takes every slot of a queue and fills the line of one kind behind them, until it is disposed of.</summary>
internal sealed class BusyHashing : IAsyncDisposable
{
    private readonly List<Task<HashingQueue.Slot?>> _slots = [];

    public static async Task<BusyHashing> OfAsync(HashingQueue queue, SecretPurpose purpose)
    {
        var busy = new BusyHashing();
        while (true)
        {
            var entering = queue.EnterAsync(purpose).AsTask();
            if (entering.IsCompleted && await entering is null)
                return busy;
            busy._slots.Add(entering);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var entering in _slots)
            (await entering.InTimeAsync())?.Dispose();
    }
}
