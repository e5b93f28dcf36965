using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>A data folder in which two people have paid one another, made once; each test gets a copy to
/// damage.</summary>
public sealed class UsedFolder(StandaloneHosts hosts) : IAsyncLifetime
{
    private readonly TempFolder _original = new();

    /// <summary>A copy.</summary>
    public TempFolder Copy()
    {
        var copy = new TempFolder();
        foreach (var file in Directory.GetFiles(_original.Path))
            File.Copy(file, copy.File(Path.GetFileName(file)));
        return copy;
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await using (var server = await Executable.ServeAsync(_original.Path))
        {
            using var client = server.Client(hosts.Secrets);
            var (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client));
            (await user.PayAsync(other, 30, "k1")).Expect(201);
            (await other.PayAsync(user, 10, "k2")).Expect(201);
            Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
        }

        // What the tests find in the damaged copies was not there before.
        var audit = await Executable.RunAsync(_original.Path, ["audit"], ("Wallet__DataDir", _original.Path));
        Assert.True(audit.ExitCode == 0, audit.ToString());
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _original.Dispose();
        return ValueTask.CompletedTask;
    }
}
