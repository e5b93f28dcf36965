using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>The life of a host's process: its greeting when it serves, and one line when it can't.</summary>
public static class HostRun
{
    /// <summary>Builds a host, starts it, says where it listens, and serves until it is told to stop.</summary>
    /// <param name="name">What the host is called when it can't start.</param>
    /// <param name="buildAsync">Builds it.</param>
    /// <param name="greeting">What it says when it serves.</param>
    /// <exception cref="StartException">It can't start.</exception>
    public static async Task ServeAsync(
        string name, Func<Task<WebApplication>> buildAsync, Func<WebApplication, string> greeting)
    {
        await using var app = await StartAsync(name, buildAsync);
        Console.WriteLine(greeting(app));
        await app.WaitForShutdownAsync();
    }

    private static async Task<WebApplication> StartAsync(string name, Func<Task<WebApplication>> buildAsync)
    {
        WebApplication? app = null;
        try
        {
            app = await buildAsync();
            await app.StartAsync();
            return app;
        }
#pragma warning disable CA1031 // Whatever keeps it from starting, whoever starts it gets one line.
        catch (Exception e) when (e is not (StartException or LedgerStartException))
#pragma warning restore CA1031
        {
            var said = app is not null && e is (IOException or SocketException)
                ? $"{Listeners.Of(app).Name(e.Message)} can't be listened on: "
                : $"The {name} can't start: ";
            if (app is not null)
                await app.DisposeAsync();
            throw new StartException(ExitCodes.CannotStart, said + (e.InnerException is AddressInUseException
                ? "another process listens there." : Innermost(e).Message), e);
        }
    }

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}
