using MongoDB.Bson;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>Acts of operators on a real MongoDB replica set, which fails one command of a transaction when those before
/// it have been carried out; skipped where there is none.</summary>
public sealed class RealServerActTogether(RealMongoServer server)
    : ActTogetherContract, IClassFixture<RealMongoServer>
{
    private IAsyncDisposable? _refusal;

    /// <inheritdoc/>
    protected override async Task<ILedgerUnderTest> OpenAsync(TimeProvider time) =>
        await MongoUnderTest.OpenAsync(server.RequireConnectionString(), time);

    /// <inheritdoc/>
    protected override async Task RefuseAsync(ILedgerUnderTest ledger, ActWrite write)
    {
        var (command, collection) = Refused.Command(write);
        _refusal = await server.FailAsync(new BsonDocument
        {
            { "failCommands", new BsonArray { command } },
            { "namespace", $"{((MongoUnderTest)ledger).Options.Database}.{collection}" },
            { "errorCode", Refused.OutOfDiskSpace },
        });
    }

    /// <inheritdoc/>
    protected override async Task AllowAsync(ILedgerUnderTest ledger) => await _refusal!.DisposeAsync();
}

/// <summary>Acts of operators on our own fake of the wire protocol.</summary>
public sealed class FakeServerActTogether : ActTogetherContract
{
    private (string Command, string Collection)? _refused;

    /// <inheritdoc/>
    protected override async Task<ILedgerUnderTest> OpenAsync(TimeProvider time)
    {
        var ledger = await MongoUnderTest.OpenOnFakeAsync(time);
        ledger.Fake!.On(command => (command.Name, command.Collection) == _refused
            ? WireFault.Refuse(new FakeError(Refused.OutOfDiskSpace, nameof(Refused.OutOfDiskSpace)))
            : null);
        return ledger;
    }

    /// <inheritdoc/>
    protected override Task RefuseAsync(ILedgerUnderTest ledger, ActWrite write)
    {
        _refused = Refused.Command(write);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task AllowAsync(ILedgerUnderTest ledger)
    {
        _refused = null;
        return Task.CompletedTask;
    }
}

/// <summary>What is refused, in the server's words.</summary>
internal static class Refused
{
    public const int OutOfDiskSpace = 14031;

    /// <summary>The command and its collection.</summary>
    public static (string Command, string Collection) Command(ActWrite write) => write switch
    {
        ActWrite.Row => ("insert", "operatorActs"),
        ActWrite.Freeze or ActWrite.Balances => ("update", "wallets"),
        ActWrite.Entries => ("insert", "entries"),
        ActWrite.User => ("update", "users"),
        ActWrite.NewKey => ("insert", "operatorKeys"),
        ActWrite.RevokedKey => ("update", "operatorKeys"),
        _ => throw new ArgumentOutOfRangeException(nameof(write), write, null),
    };
}
