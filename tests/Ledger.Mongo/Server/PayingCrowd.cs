using System.Collections.Concurrent;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>
/// Payers who go on whatever happens to the server, through a committer as a silo has one, and readers in another
/// process who look for each outcome as soon as it was acknowledged.
/// </summary>
internal sealed class PayingCrowd(MongoLedger ledger, MongoLedger reader, WalletId[] wallets)
{
    private readonly GroupCommitter _committer = new(ledger, TimeProvider.System);
    private readonly ConcurrentDictionary<LedgerCommand, Transfer> _paid = new();
    private readonly ConcurrentBag<LedgerCommand> _doubtful = [];

    /// <summary>How many payments were acknowledged.</summary>
    public int Paid => _paid.Count;

    /// <summary>How many outcomes were not told at the first try.</summary>
    public int Doubtful => _doubtful.Count;

    /// <summary>Pays until it is told to stop.</summary>
    public Task PayAsync(int payers, Random random, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, payers).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var command = Next(random);
                if (await _committer.CommitAsync(command) is { Code: OutcomeCode.Committed } decision)
                    await AcknowledgedAsync(command, decision.Transfer!);
                else
                    _doubtful.Add(command);
            }
        }, CancellationToken.None)));

    /// <summary>Asks again for each outcome that is not known, and holds balances and records against all that was
    /// acknowledged.</summary>
    public async Task SettleAsync(long fundsMinor)
    {
        foreach (var command in _doubtful)
        {
            Decision? decision = null;
            await Waiting.UntilAsync(async () =>
                (decision = await _committer.CommitAsync(command.Again())).Code == OutcomeCode.Committed);
            _paid[command] = decision!.Transfer!;
        }

        await _committer.DisposeAsync();
        Assert.Equal(_paid.Count, _paid.Values.Select(static transfer => transfer.Id).Distinct().Count());
        foreach (var wallet in wallets)
        {
            var moved = _paid.Keys.Sum(command => command.Amount.Minor
                * ((command.Receiver == wallet ? 1 : 0) - (command.Sender == wallet ? 1 : 0)));
            Assert.Equal(fundsMinor + moved, await reader.BalanceAsync(wallet));
        }

        await Parallel.ForEachAsync(_paid, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (paid, _) =>
            Assert.Equal(paid.Value, (await reader.FindKeyAsync(paid.Key.Caller, paid.Key.Key))?.Transfer));
    }

    // At once, whoever is the primary now, and whatever it knows.
    private async Task AcknowledgedAsync(LedgerCommand command, Transfer transfer)
    {
        _paid[command] = transfer;
        KeyRecord? record = null;
        await Waiting.UntilAsync(async () =>
        {
            try
            {
                record = await reader.FindKeyAsync(command.Caller, command.Key);
                return true;
            }
            catch (LedgerException)
            {
                return false;
            }
        });
        Assert.Equal(transfer, record?.Transfer);
    }

    private LedgerCommand Next(Random random)
    {
        lock (random)
        {
            var sender = random.Next(wallets.Length);
            return Commands.Transfer(
                wallets[sender], wallets[(sender + 1 + random.Next(wallets.Length - 1)) % wallets.Length],
                1 + random.Next(10));
        }
    }
}
