using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Wallet.Standalone;

/// <summary>Serves until it is told to stop.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(string[] options)
    {
        await using var app = StandaloneHost.Build(options);
        try
        {
            await app.StartAsync();
        }
        catch (IOException e)
        {
            var reason = e.InnerException is AddressInUseException
                ? "another process listens there"
                : (e.InnerException ?? e).Message.ReplaceLineEndings(" ");
            throw new StartException(ExitCodes.CannotStart, $"{Listening(app)} can't be listened on: {reason}.", e);
        }
        catch (SocketException e)
        {
            throw new StartException(ExitCodes.CannotStart, $"{Listening(app)} can't be listened on: {e.Message}.", e);
        }

        var folder = app.Services.GetRequiredService<DataFolder>().Path;
        Console.WriteLine($"Wallet is listening on {string.Join(" and ", app.Urls)} (data in {folder})");
        Console.WriteLine($"Try it at {app.Urls.First()}/swagger. Ctrl+C stops it.");
        await app.WaitForShutdownAsync();
        return ExitCodes.Ok;
    }

    private static string Listening(WebApplication app) => app.Configuration["urls"] ?? Addresses.Default;
}
