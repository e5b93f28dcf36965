using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// How the ledger's values look in BSON. Written by hand, so that no convention or serializer setting of the process
/// can change what a stored amount means: amounts, balances, sequences and times (microseconds) are 64-bit integers,
/// IDs are standard binary UUIDs.
/// </summary>
/// <remarks>Reading is as strict: a number of another type (a double, say) is an <see cref="InvalidCastException"/>,
/// not a conversion.</remarks>
internal static class BsonValues
{
    public static BsonValue Of(Guid id) => new BsonBinaryData(id, GuidRepresentation.Standard);

    public static Guid ToGuid(this BsonValue value) => value.AsBsonBinaryData.ToGuid(GuidRepresentation.Standard);

    public static BsonValue Of(WalletId id) => new BsonString(id.Value);

    public static void Add(this BsonBuffer buffer, ReadOnlySpan<byte> name, WalletId id) => buffer.Add(name, id.Value);

    public static WalletId ToWalletId(this BsonValue value) => WalletId.Parse(value.AsString);

    public static BsonValue Of(Timestamp at) => new BsonInt64(at.UnixMicroseconds);

    public static void Add(this BsonBuffer buffer, ReadOnlySpan<byte> name, Timestamp at) =>
        buffer.Add(name, at.UnixMicroseconds);

    public static Timestamp ToTimestamp(this BsonValue value) => new(value.AsInt64);

    public static void Add(this BsonBuffer buffer, ReadOnlySpan<byte> name, Fingerprint fingerprint) =>
        fingerprint.CopyTo(buffer.Binary(name, BsonBinarySubType.Binary, Fingerprint.Size));

    public static Fingerprint ToFingerprint(this BsonValue value) => new(value.AsByteArray);

    // A number of its own: what is stored must not change meaning because somebody sorts an enumeration.
    public static BsonValue Of(Direction direction) => new BsonInt32((int)direction);

    public static void Add(this BsonBuffer buffer, ReadOnlySpan<byte> name, Direction direction) =>
        buffer.Add(name, (int)direction);

    public static void Add(this BsonBuffer buffer, ReadOnlySpan<byte> name, Operation operation) =>
        buffer.Add(name, (int)operation);

    public static Direction ToDirection(this BsonValue value) => (Direction)value.AsInt32;

    /// <summary>Adds a note, if there is one. No note and an empty one are not the same.</summary>
    public static void Add(this BsonBuffer buffer, Note? note)
    {
        if (note is { } text)
            buffer.Add("note"u8, text.Value);
    }

    public static Note? ToNote(this BsonDocument document) =>
        document.TryGetValue("note", out var text) ? Note.Parse(text.AsString) : null;
}
