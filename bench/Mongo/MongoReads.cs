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
        (string Name, Func<Task> Linearizable, Func<Task> Majority)[] kinds =
        [
            ("wallet", async () => await contest.Ledger.FindWalletAsync(AnyWallet),
                async () => WalletDocument.ToView(await FirstAsync(db.Wallets, BsonValues.Of(AnyWallet)))),
            ("key record", async () => await contest.Ledger.FindKeyAsync(AnyWallet, Key),
                async () => KeyDocument.ToRecord(await FirstAsync(db.Keys, KeyDocument.Id(AnyWallet, Key)))),
            ("page of history", async () => await contest.Ledger.ReadHistoryAsync(AnyWallet, new HistoryQuery(Page)),
                PageAsync),
        ];
        foreach (var (kind, linearizable, majority) in kinds)
        {
            var name = $"{kind}, {(underLoad ? "under commits" : "nothing else")}";
            Steps.Say($"{name}, {repetitions} times");
            var reads = new Dictionary<(string, string), List<double>>();
            for (var i = 0; i < repetitions; i++)
            {
                foreach (var (concern, read) in new[] { ("linearizable", linearizable), ("majority", majority) })
                {
                    var load = underLoad ? contest.CommitterAsync(hot: false, time) : null;
                    var took = await Crowd.RunAsync(Readers, time, read);
                    Add(concern, "reads/s", took.Length / time.TotalSeconds);
                    Add($"{concern}: median", "ms", Series.MedianOf(took));
                    if (load is not null)
                        Add($"{concern}: meanwhile", "transfers/s", (await load).PerSecond);
                }
            }

            foreach (var ((what, unit), samples) in reads)
                report.Add(new Series($"{name}, {what}", unit, samples));
            report.Add(Ratio.Of($"{name}: linearizable ÷ majority (reads/s)", report.Series.Find(
                one => one.Name == $"{name}, linearizable")!, report.Series.Find(
                one => one.Name == $"{name}, majority")!));

            void Add(string what, string unit, double figure)
            {
                reads.TryAdd((what, unit), []);
                reads[(what, unit)].Add(figure);
            }
        }
    }

    private async Task PageAsync()
    {
        var wallet = AnyWallet;
        using var cursor = await db.Entries.FindAsync(
            new BsonDocument("_id", new BsonDocument
            {
                { "$gte", EntryDocument.Id(wallet, 1) }, { "$lt", EntryDocument.Id(wallet, long.MaxValue) },
            }),
            new FindOptions<BsonDocument>
            {
                Hint = Indexes.ById,
                Sort = new BsonDocument("_id", -1),
                Limit = Page + 1,
            });
        (await cursor.ToListAsync()).ConvertAll(EntryDocument.ToEntry);
    }

    private static Task<BsonDocument> FirstAsync(IMongoCollection<BsonDocument> collection, BsonValue id) =>
        collection.Find(new BsonDocument("_id", id)).Limit(1).FirstAsync();
}
