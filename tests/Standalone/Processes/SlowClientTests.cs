using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>A client that never comes to the end of its request, and a server that is asked to stop.</summary>
public sealed class SlowClientTests
{
    [Fact]
    public async Task A_slow_client_does_not_keep_it_from_ending()
    {
        using var data = new TempFolder();
        await using var server = await Server.StartAsync(data.Path);
        await using var idle = await RawConnection.OpenAsync(server.Address);
        await using var half = await RawConnection.OpenAsync(server.Address);
        await half.SendAsync("POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Le");
        Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
        Assert.DoesNotContain("200 OK", await half.ReadToEndAsync(), StringComparison.Ordinal);
    }
}
