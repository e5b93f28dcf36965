using System.Buffers.Binary;
using System.Text;
using MongoDB.Bson;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// Walks through the fields of one BSON document, once and in its order. A number of another type (a double, say) is an
/// <see cref="InvalidCastException"/>, not a conversion.
/// </summary>
/// <param name="document">Its bytes.</param>
internal ref struct BsonFields(ReadOnlySpan<byte> document)
{
    private ReadOnlySpan<byte> _rest = document[sizeof(int)..Length(document)], _value;
    private BsonType _type;

    /// <summary>The name of the field, in UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The one field of a name.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static BsonFields Find(ReadOnlySpan<byte> document, ReadOnlySpan<byte> name)
    {
        for (var field = new BsonFields(document); field.Next();)
        {
            if (field.Name.SequenceEqual(name))
                return field;
        }

        throw new FormatException($"There is no field {Encoding.UTF8.GetString(name)}.");
    }

    /// <summary>Goes to the next field.</summary>
    /// <returns>False if there is none.</returns>
    public bool Next()
    {
        _type = (BsonType)_rest[0];
        if (_type == BsonType.EndOfDocument)
            return false;
        var name = _rest[1..];
        Name = name[..name.IndexOf((byte)0)];
        var rest = name[(Name.Length + 1)..];
        var size = Size(rest);
        _value = rest[..size];
        _rest = rest[size..];
        return true;
    }

    /// <summary>The field as a 64-bit integer.</summary>
    public readonly long Int64 => BinaryPrimitives.ReadInt64LittleEndian(Value(BsonType.Int64));

    /// <summary>The field as a truth value.</summary>
    public readonly bool Boolean => Value(BsonType.Boolean)[0] != 0;

    /// <summary>The field as a text.</summary>
    public readonly string Text => Encoding.UTF8.GetString(Value(BsonType.String)[sizeof(int)..^1]);

    /// <summary>The field as bytes.</summary>
    public readonly ReadOnlySpan<byte> Bytes => Value(BsonType.Binary)[(sizeof(int) + 1)..];

    /// <summary>The field as a document.</summary>
    public readonly ReadOnlySpan<byte> Document => Value(BsonType.Document);

    /// <summary>The field as an array, which is a document too.</summary>
    public readonly ReadOnlySpan<byte> Array => Value(BsonType.Array);

    private readonly ReadOnlySpan<byte> Value(BsonType type) => _type == type
        ? _value
        : throw new InvalidCastException(
            $"The field {Encoding.UTF8.GetString(Name)} is of type {_type} instead of {type}.");

    private static int Length(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadInt32LittleEndian(value);

    // Of the types that the ledger writes, and of those that the server or somebody else could add to a document.
    private readonly int Size(ReadOnlySpan<byte> value) => _type switch
    {
        BsonType.Int64 or BsonType.Double or BsonType.DateTime or BsonType.Timestamp => sizeof(long),
        BsonType.Int32 => sizeof(int),
        BsonType.Document or BsonType.Array => Length(value),
        BsonType.String or BsonType.JavaScript or BsonType.Symbol => sizeof(int) + Length(value),
        BsonType.Binary => sizeof(int) + 1 + Length(value),
        BsonType.Boolean => 1,
        BsonType.ObjectId => 12,
        BsonType.Decimal128 => 16,
        BsonType.Null or BsonType.Undefined or BsonType.MinKey or BsonType.MaxKey => 0,
        _ => throw new FormatException(
            $"The field {Encoding.UTF8.GetString(Name)} is of type {_type}, which no document of the ledger has."),
    };
}
