using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// Reads a stored document for an audit, which must get through whatever was done to it: a field that is missing or of
/// another type is a violation and reads as zero or empty.
/// </summary>
internal readonly struct RawFields(BsonDocument document, AuditFindings findings, int invariant, string where)
{
    public long Int64(string field) => Read(field, BsonType.Int64, "a 64-bit integer") is { } value ? value.AsInt64 : 0;

    public int Int32(string field) => Read(field, BsonType.Int32, "a 32-bit integer") is { } value ? value.AsInt32 : 0;

    public string Text(string field) => Read(field, BsonType.String, "a text") is { } value ? value.AsString : "";

    public byte[] Bytes(string field) => Read(field, BsonType.Binary, "binary") is { } value ? value.AsByteArray : [];

    public bool Bool(string field) =>
        Read(field, BsonType.Boolean, "a boolean") is { } value && value.AsBoolean;

    public byte[]? BytesOrNull(string field) => document.Contains(field) ? Bytes(field) : null;

    public long? Int64OrNull(string field) => document.Contains(field) ? Int64(field) : null;

    /// <summary>The bytes of an ID; none if it is no binary.</summary>
    public static byte[] BytesOf(BsonValue id) => id is BsonBinaryData binary ? binary.Bytes : [];

    public string? Note() => document.Contains("note") ? Text("note") : null;

    private BsonValue? Read(string field, BsonType type, string kind)
    {
        if (document.TryGetValue(field, out var value) && value.BsonType == type)
            return value;
        findings.Add(invariant, where, $"its {field} is not {kind}");
        return null;
    }
}
