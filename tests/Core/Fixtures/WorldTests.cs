using Xunit;

namespace Wallet.Core.Tests;

/// <summary>Tests of what Ada and Bob do in a world of their own.</summary>
/// <param name="balance">What Ada has, in minor units. Bob has nothing.</param>
public abstract class WorldTests(long balance = 0) : IAsyncLifetime
{
    private protected World World { get; } = new();

    protected Caller Ada { get; private set; }

    protected Caller Bob { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Ada = await World.RegisterAsync("ada", balance);
        Bob = await World.RegisterAsync("bob");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await World.DisposeAsync();
    }
}
