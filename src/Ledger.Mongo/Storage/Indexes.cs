using MongoDB.Bson;
using MongoDB.Driver;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// The indexes beside the IDs' own. A page of history is one range of one of them, however long the history is.
/// </summary>
internal static class Indexes
{
    public const string History = "wallet_sequence";
    public const string HistoryOfDirection = "wallet_direction_sequence";
    public const string HistoryByTime = "wallet_createdAt_sequence";

    public const string ByLink = "link";

    public static readonly IReadOnlyList<CreateIndexModel<BsonDocument>> OfUsers = [Unique("email"), Unique("wallet")];

    // Unique: two entries of a wallet with one sequence can't be, not even by a mistake in this program.
    public static readonly IReadOnlyList<CreateIndexModel<BsonDocument>> OfEntries =
        [Unique("wallet", "sequence"), Plain("wallet", "direction", "sequence"),
            Plain("wallet", "createdAt", "sequence")];

    // Hardly any transfer has a link, and the others are not in it.
    public static readonly CreateIndexModel<BsonDocument> OfTransfers =
        new(new BsonDocument(ByLink, 1), new CreateIndexOptions { Name = ByLink, Sparse = true });

    private static CreateIndexModel<BsonDocument> Unique(params string[] fields) => Index(fields, unique: true);

    private static CreateIndexModel<BsonDocument> Plain(params string[] fields) => Index(fields, unique: false);

    private static CreateIndexModel<BsonDocument> Index(string[] fields, bool unique) => new(
        new BsonDocument(fields.Select(static field => new BsonElement(field, 1))),
        // Uniqueness is not mentioned where there is none: the server would take it for another index than the one it
        // has.
        new CreateIndexOptions { Name = string.Join('_', fields), Unique = unique ? true : null });
}
