using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// The indexes beside the IDs' own. A page of history is one range of one of them, however long the history is.
/// </summary>
internal static class Indexes
{
    public const string ById = "_id_";
    public const string HistoryOfDirection = "wallet_direction_sequence";
    public const string Marks = "wallet_createdAt_sequence_of_marks";
    public const string ByTransfer = "transfer";
    public const string ByLink = "link";
    public const string ByTarget = "target";
    public const string HoldsByPayer = "holds_payer";
    public const string HoldsByReceiver = "holds_receiver";
    public const string OpenByEnd = "expiresAt";
    public const string OpenByPayer = "payer";

    /// <summary>Which key records lead to a transfer. The index of those with a link serves only a query that says so
    /// too.</summary>
    public static readonly BsonElement HasTransfer = new(TransferDocument.Id, new BsonDocument("$exists", true));

    /// <summary>Which entries are marks.</summary>
    public static readonly BsonElement IsMark = new("mark", BsonBoolean.True);

    /// <summary>Which key records are of holds.</summary>
    public static readonly BsonElement IsHold = new("operation", (int)Operation.Hold);

    private static readonly BsonElement HasLink = new("link", new BsonDocument("$exists", true));

    public static readonly IReadOnlyList<CreateIndexModel<BsonDocument>> OfUsers =
        [Index("email", ["email"], unique: true), Index("wallet", ["wallet"], unique: true)];

    public static readonly IReadOnlyList<CreateIndexModel<BsonDocument>> OfEntries =
    [
        Index(HistoryOfDirection, ["_id.wallet", "direction", "_id.sequence"]),
        Index(Marks, ["_id.wallet", "createdAt", "_id.sequence"], of: [IsMark]),
    ];

    // Unique: two transfers with one ID can't be, not even by a mistake in this program. Hardly any transfer has a
    // link, and the others are not in that index.
    public static readonly IReadOnlyList<CreateIndexModel<BsonDocument>> OfKeys =
    [
        Index(ByTransfer, [TransferDocument.Id], unique: true, sparse: true),
        Index(ByLink, ["link"], of: [HasLink, HasTransfer]),
        Index(HoldsByPayer, [TransferDocument.HoldPayer, TransferDocument.Id], of: [IsHold]),
        Index(HoldsByReceiver, [TransferDocument.HoldReceiver, TransferDocument.Id], of: [IsHold]),
    ];

    public static readonly IReadOnlyList<CreateIndexModel<BsonDocument>> OfOpenHolds =
        [Index(OpenByEnd, ["expiresAt", "_id"]), Index(OpenByPayer, ["payer", "_id"])];

    public static readonly IReadOnlyList<CreateIndexModel<BsonDocument>> OfActs = [Index(ByTarget, ["target", "_id"])];

    public static readonly IReadOnlyList<CreateIndexModel<BsonDocument>> OfOperatorKeys =
        [Index("digest", ["digest"], unique: true)];

    public const string ByPayee = "payee";
    public const string ByPayer = "payer";
    public const string OpenRequests = "open";

    /// <summary>Which payment requests are open, or have expired by themselves. The index of those serves only a query
    /// that says so too.</summary>
    public static readonly BsonElement IsOpen = new("state", new BsonInt32((int)Core.PaymentRequestState.Open));

    // An ID only grows, so a wallet's newest requests are a range of an index; those that are open are another, however
    // many have expired.
    public static readonly IReadOnlyList<CreateIndexModel<BsonDocument>> OfRequests =
    [
        Index("key", ["payee", "key"], unique: true), Index(ByPayee, ["payee", "_id"]),
        Index(ByPayer, ["payer", "_id"]), Index(OpenRequests, ["payee", "expiresAt"], of: [IsOpen]),
    ];

    private static CreateIndexModel<BsonDocument> Index(
        string name, string[] fields, bool unique = false, bool sparse = false, BsonElement[]? of = null) => new(
        new BsonDocument(fields.Select(static field => new BsonElement(field, 1))),
        new CreateIndexOptions<BsonDocument>
        {
            Name = name,
            // What an index is not is not mentioned: the server would take it for another index than the one it has.
            Unique = unique ? true : null,
            Sparse = sparse ? true : null,
            PartialFilterExpression = of is null ? null : new BsonDocument((IEnumerable<BsonElement>)of),
        });
}
