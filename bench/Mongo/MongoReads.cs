using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Ledger.Mongo;

namespace Wallet.Bench;

/// <summary>The price of linearizable reads: the ledger's, beside reads of the same documents as a majority has them,
/// which a primary that has been cut off would answer too.</summary>
internal sealed class MongoReads(MongoContest contest, LedgerDatabase db)
{
    private const int Readers = 16, Page = 20;

    private static readonly IdempotencyKey Key = IdempotencyKey.Parse("fund");

    private static WalletId AnyWallet => BenchWallets.Id(Random.Shared.Next(MongoContest.Wallets));

    /// <summary>Times them in turns, while nothing else happens or under commits of clients who pay anybody.</summary>
    public async Task AddToAsync(Report report, bool underLoad, TimeSpan time, int repetitions)
    {
        var when = underLoad ? "under commits" : "nothing else";
        (string Name, Func<Task> Linearizable, Func<Task> Majority)[] kinds =
        [
            ("wallet", async () => await contest.Ledger.FindWalletAsync(AnyWallet),
                async () => WalletDocument.ToView(await FirstAsync(db.Wallets, BsonValues.Of(AnyWallet)))),
            ("key record", async () => await contest.Ledger.FindKeyAsync(AnyWallet, Key),
                async () => KeyDocument.ToRecord(await FirstAsync(db.Keys, KeyDocument.Id(AnyWallet, Key)))),
            ("page of history", async () => await contest.Ledger.ReadHistoryAsync(AnyWallet, new HistoryQuery(Page)),
                PageAsync),
        ];
        foreach (var (name, linearizable, majority) in kinds)
        {
            Steps.Say($"{name}, {when}, {repetitions} times");
            Figures strong = new($"{name}, linearizable, {when}"), weak = new($"{name}, majority, {when}");
            for (var i = 0; i < repetitions; i++)
            {
                await RunAsync(strong, linearizable, underLoad, time);
                await RunAsync(weak, majority, underLoad, time);
            }

            strong.AddTo(report);
            weak.AddTo(report);
            report.Add(Ratio.Of($"{name}, {when}: linearizable ÷ majority (reads/s)", strong.Reads, weak.Reads));
        }
    }

    private async Task RunAsync(Figures figures, Func<Task> read, bool underLoad, TimeSpan time)
    {
        var load = underLoad ? contest.CommitterAsync(hot: false, time) : null;
        var took = await Crowd.RunAsync(Readers, time, read);
        figures.PerSecond.Add(took.Length / time.TotalSeconds);
        figures.Milliseconds.Add(Series.MedianOf(took));
        if (load is not null)
            figures.Transfers.Add((await load).PerSecond);
    }

    private async Task PageAsync()
    {
        var (wallet, hasAll) = (AnyWallet, long.MaxValue);
        using var cursor = await db.Entries.FindAsync(
            new BsonDocument("_id", new BsonDocument
            {
                { "$gte", EntryDocument.Id(wallet, 1) }, { "$lt", EntryDocument.Id(wallet, hasAll) },
            }),
            new FindOptions<BsonDocument> { Hint = Indexes.ById, Sort = new BsonDocument("_id", -1), Limit = Page + 1 });
        (await cursor.ToListAsync()).ConvertAll(EntryDocument.ToEntry);
    }

    private static Task<BsonDocument> FirstAsync(IMongoCollection<BsonDocument> collection, BsonValue id) =>
        collection.Find(new BsonDocument("_id", id)).Limit(1).FirstAsync();

    private sealed class Figures(string name)
    {
        public List<double> PerSecond { get; } = [];

        public List<double> Milliseconds { get; } = [];

        public List<double> Transfers { get; } = [];

        public Series Reads => new(name, "reads/s", PerSecond);

        public void AddTo(Report report)
        {
            report.Add(Reads);
            report.Add(new Series($"{name}: median", "ms", Milliseconds));
            if (Transfers.Count > 0)
                report.Add(new Series($"{name}: meanwhile", "transfers/s", Transfers));
        }
    }
}
