using System.CommandLine;
using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Metadata;
using Orleans.Serialization;
using Orleans.Storage;
using Wallet.Cluster;
using Wallet.Core;
using Wallet.Grains;
using Wallet.Hosting;
using Wallet.Ledger.Sqlite;

namespace Wallet.Silo;

/// <summary>Takes over the lockouts of a standalone host, through the same storage that a silo's grains use: whoever
/// has guessed four PINs there has one guess left here.</summary>
internal static class LockoutsCommand
{
    public static Command Create(string[] settings)
    {
        var file = new Argument<string>("FILE") { Description = "guards.db of its data folder" };
        var command = new Command(
            "lockouts", "take over a standalone host's lockouts into ConnectionStrings:Lockouts; it must have stopped")
        {
            file,
        };
        command.SetAction(line => RunAsync(
            settings, line.GetRequiredValue(file), line.InvocationConfiguration.Output));
        return command;
    }

    private static async Task<int> RunAsync(string[] args, string file, TextWriter output)
    {
        var settings = ClusterSettings.ReadFor(args, "ConnectionStrings:Lockouts");
        var database = new LockoutsDatabase(settings.ConnectionStrings.Lockouts);
        await database.CheckSchemaAsync();
        var books = SqliteLockouts.Read(file, Timestamp.Now(TimeProvider.System));

        // A silo that is built and never started: its storage is used as its grains would.
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo.UseLocalhostClustering(serviceId: ClusterSettings.ServiceId)
            .AddLockoutStorage(database.ConnectionString));
        await using var built = builder.Build();
        var storage = built.Services.GetRequiredKeyedService<IGrainStorage>(LockoutStorage.Provider);
        var serializer = built.Services.GetRequiredService<Serializer>();
        var types = built.Services.GetRequiredService<GrainTypeResolver>();
        var taken = 0;
        try
        {
            // What a silo would start in it.
            var lifecycle = new SiloLifecycleSubject(NullLogger<SiloLifecycleSubject>.Instance);
            (storage as ILifecycleParticipant<ISiloLifecycle>)?.Participate(lifecycle);
            await lifecycle.OnStart(CancellationToken.None);
            foreach (var (name, grain, book) in books)
            {
                var type = types.GetGrainType(
                    name == LockoutStorage.Pin ? typeof(TransferGrain) : typeof(SignInLockoutGrain));
                var state = serializer.Deserialize<LockoutBook>(book)!;
                if (await TakeAsync(storage, name, GrainId.Create(type, grain), state))
                    taken++;
            }
        }
        catch (Exception e) when (e is DbException or SocketException or TimeoutException)
        {
            throw new StartException(ExitCodes.CannotStart,
                $"The PostgreSQL database of ConnectionStrings:Lockouts can't be used: {e.Message}", e);
        }

        await output.WriteLineAsync($"{taken} of {books.Count} lockouts were taken over; the others were there.");
        return ExitCodes.Ok;
    }

    // What the cluster has counted by itself stays.
    private static async Task<bool> TakeAsync(IGrainStorage storage, string name, GrainId grain, LockoutBook book)
    {
        var state = new GrainState<LockoutBook>(new LockoutBook());
        await storage.ReadStateAsync(name, grain, state);
        if (state.RecordExists)
            return false;
        state.State = book;
        await storage.WriteStateAsync(name, grain, state);
        return true;
    }
}
