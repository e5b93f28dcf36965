using System.Net;
using System.Net.Sockets;
using MongoDB.Bson;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>
/// OUR OWN FAKE, not MongoDB: it listens on loopback, speaks just enough of the wire protocol for the driver to take it
/// for the primary of a replica set, keeps just enough state for the ledger's own commands, records what it is sent and
/// fails when told to. Tests on it are contract tests of our side: they show what we send and how we take the answers,
/// not what a server would do with it.
/// </summary>
internal sealed class FakeMongoServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly FakeStore _store = new();
    private readonly FakeCommands _commands;
    private readonly List<ReceivedCommand> _received = [];
    private readonly List<Func<ReceivedCommand, WireFault?>> _faults = [];
    private readonly Task _accepting;
    private readonly bool _isStandalone;
    private readonly Func<DateTimeOffset> _clock;

    /// <summary>The time that each answer tells, as the sets of real servers do.</summary>
    public static readonly BsonTimestamp OperationTime = new(1, 1);

    /// <summary>Starts one.</summary>
    /// <param name="isStandalone">Whether it is no member of a replica set.</param>
    /// <param name="clock">Its time of day; the machine's unless told otherwise.</param>
    public FakeMongoServer(bool isStandalone = false, Func<DateTimeOffset>? clock = null)
    {
        _isStandalone = isStandalone;
        _clock = clock ?? TimeProvider.System.GetUtcNow;
        _commands = new FakeCommands(_store);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public string ConnectionString => $"mongodb://{Address}/wallet";

    /// <summary>The commands so far, without what the driver sends for itself.</summary>
    public IReadOnlyList<ReceivedCommand> Received
    {
        get
        {
            lock (_lock)
                return [.. _received.Where(static command =>
                    command.Name is not ("hello" or "isMaster" or "ismaster" or "endSessions" or "killCursors"))];
        }
    }

    /// <summary>Forgets the commands so far.</summary>
    public void Forget()
    {
        lock (_lock)
            _received.Clear();
    }

    /// <summary>Asks <paramref name="choose"/> about each command from now on; the first fault that anybody names
    /// happens.</summary>
    public void On(Func<ReceivedCommand, WireFault?> choose)
    {
        lock (_lock)
            _faults.Add(choose);
    }

    /// <summary>Lets the next <paramref name="times"/> commands of this summary (<c>insert keys</c>) fail.</summary>
    public void OnNext(string summary, WireFault fault, int times = 1) =>
        On(command => command.Summary == summary && times-- > 0 ? fault : null);

    /// <summary>What a collection holds.</summary>
    public IReadOnlyCollection<BsonDocument> Documents(string collection)
    {
        lock (_lock)
            return [.. _store.Read(null, collection).Documents.Values];
    }

    /// <summary>Changes a collection behind everybody's back, as damage would.</summary>
    public void Damage(string collection, Func<FakeCollection, FakeCollection> damage)
    {
        lock (_lock)
            _store.Replace(collection, damage(_store.Read(null, collection)));
    }

    public async ValueTask DisposeAsync()
    {
        // A test may have stopped it to see what happens then.
        if (_accepting.IsCompleted)
            return;
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        client.NoDelay = true;
        try
        {
            await using var stream = client.GetStream();
            while (await WireMessage.ReadAsync(stream, _stop.Token) is { } message)
            {
                if (await AnswerAsync(new ReceivedCommand(message.Body)) is not { } reply)
                    return;
                await message.ReplyAsync(stream, reply, _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // The other side went away, or the test is over.
        }
    }

    // Null if the connection is to break.
    private async Task<BsonDocument?> AnswerAsync(ReceivedCommand command)
    {
        if (command.Name is "hello" or "isMaster" or "ismaster")
            return Hello();
        WireFault? fault;
        lock (_lock)
        {
            _received.Add(command);
            fault = _faults.Select(choose => choose(command)).FirstOrDefault(static chosen => chosen is not null);
        }

        if (fault?.Before is { } before)
            await before();
        var reply = fault is null or { Executes: true } ? await RunAsync(command) : null;
        return fault is { Closes: true } ? null : fault?.Reply ?? reply;
    }

    private async Task<BsonDocument> RunAsync(ReceivedCommand command)
    {
        while (true)
        {
            Task nextEnd;
            lock (_lock)
            {
                try
                {
                    return _commands.Run(command).Set("operationTime", OperationTime);
                }
                catch (FakeError error)
                {
                    return error.ToReply();
                }
                catch (MustWaitException)
                {
                    nextEnd = _store.NextEnd;
                }
                // A mistake in the fake or a command it doesn't know: the driver gets it in plain words, so that the
                // test shows it.
#pragma warning disable CA1031
                catch (Exception e)
#pragma warning restore CA1031
                {
                    return new FakeError(8000, e.ToString()).ToReply();
                }
            }

            await nextEnd.WaitAsync(_stop.Token);
        }
    }

    private BsonDocument Hello()
    {
        var hello = new BsonDocument
        {
            { "helloOk", true },
            { "isWritablePrimary", true },
            { "ismaster", true },
            { "maxBsonObjectSize", 16 * 1024 * 1024 },
            { "maxMessageSizeBytes", 48_000_000 },
            { "maxWriteBatchSize", 100_000 },
            { "localTime", _clock().UtcDateTime },
            { "logicalSessionTimeoutMinutes", 30 },
            { "minWireVersion", 0 },
            { "maxWireVersion", 25 },
            { "readOnly", false },
            { "connectionId", 1 },
            { "ok", 1.0 },
        };
        return _isStandalone ? hello : hello.Merge(new BsonDocument
        {
            { "setName", "fake" },
            { "setVersion", 1 },
            { "secondary", false },
            { "hosts", new BsonArray { Address } },
            { "primary", Address },
            { "me", Address },
        });
    }
}
