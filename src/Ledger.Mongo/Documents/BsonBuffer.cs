using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// Writes one BSON document after the other into bytes that are used again. A batch has some fifty fields for each
/// transfer, and the driver's writer takes three times as long for each of them; see https://bsonspec.org for the
/// format.
/// </summary>
/// <remarks>Names are given as UTF-8 and are not checked; a text with a lone surrogate is refused, as the driver's
/// writer does.</remarks>
internal sealed class BsonBuffer(int capacity)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    // Where the documents and arrays begin that are not ended yet; what is written here is nowhere as deep.
    private readonly int[] _starts = new int[16];

    private byte[] _bytes = new byte[capacity];
    private int _length, _depth;

    /// <summary>A document that stands alone.</summary>
    /// <param name="write">Writes its fields.</param>
    public static RawBsonDocument Document(Action<BsonBuffer> write)
    {
        var buffer = new BsonBuffer(512);
        buffer.Begin();
        write(buffer);
        return buffer.Finish();
    }

    /// <summary>Forgets what was written, and begins a document.</summary>
    public void Begin()
    {
        (_length, _depth) = (0, 0);
        Nest(Reserve(sizeof(int)));
    }

    /// <summary>Begins a document within.</summary>
    public void BeginDocument(ReadOnlySpan<byte> name) => Nest(Field(BsonType.Document, name, sizeof(int)));

    /// <summary>Begins an array.</summary>
    public void BeginArray(ReadOnlySpan<byte> name) => Nest(Field(BsonType.Array, name, sizeof(int)));

    /// <summary>Begins a document that is an element of an array.</summary>
    /// <param name="index">Which, from 0 on.</param>
    public void BeginElement(int index)
    {
        Span<byte> digits = stackalloc byte[10];
        BeginDocument(Digits(index, digits));
    }

    /// <summary>Ends what was begun last, documents and arrays alike.</summary>
    /// <param name="levels">How many of them.</param>
    public void End(int levels = 1)
    {
        for (; levels > 0; levels--)
        {
            Reserve(1)[0] = (byte)BsonType.EndOfDocument;
            var start = _starts[--_depth];
            BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(start), _length - start);
        }
    }

    /// <summary>Ends the whole document. It is these very bytes: to be done with before the next one is
    /// begun.</summary>
    public RawBsonDocument Finish()
    {
        End();
        return _depth == 0
            ? new RawBsonDocument(new ByteArrayBuffer(_bytes, _length, isReadOnly: true))
            : throw new InvalidOperationException("A document within was not ended.");
    }

    /// <summary>Adds a 64-bit integer.</summary>
    public void Add(ReadOnlySpan<byte> name, long value) =>
        BinaryPrimitives.WriteInt64LittleEndian(Field(BsonType.Int64, name, sizeof(long)), value);

    /// <summary>Adds a 32-bit integer.</summary>
    public void Add(ReadOnlySpan<byte> name, int value) =>
        BinaryPrimitives.WriteInt32LittleEndian(Field(BsonType.Int32, name, sizeof(int)), value);

    /// <summary>Adds a truth value.</summary>
    public void Add(ReadOnlySpan<byte> name, bool value) =>
        Field(BsonType.Boolean, name, 1)[0] = value ? (byte)1 : (byte)0;

    /// <summary>Adds a text.</summary>
    public void Add(ReadOnlySpan<byte> name, string value)
    {
        var field = Field(BsonType.String, name, sizeof(int) + Strict.GetMaxByteCount(value.Length) + 1);
        var length = Strict.GetBytes(value, field[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(field, length + 1);
        field[sizeof(int) + length] = 0;
        _length -= field.Length - (sizeof(int) + length + 1); // What a text of other letters would have taken.
    }

    /// <summary>Adds a text that is an element of an array.</summary>
    public void Add(int index, string value)
    {
        Span<byte> digits = stackalloc byte[10];
        Add(Digits(index, digits), value);
    }

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        value.CopyTo(Binary(name, BsonBinarySubType.Binary, value.Length));

    /// <summary>Adds a standard UUID.</summary>
    public void Add(ReadOnlySpan<byte> name, Guid value) =>
        value.TryWriteBytes(Binary(name, BsonBinarySubType.UuidStandard, 16), bigEndian: true, out _);

    /// <summary>Adds bytes that are yet to be filled in, all of them and before anything else is added.</summary>
    public Span<byte> Binary(ReadOnlySpan<byte> name, BsonBinarySubType subType, int length)
    {
        var field = Field(BsonType.Binary, name, sizeof(int) + 1 + length);
        BinaryPrimitives.WriteInt32LittleEndian(field, length);
        field[sizeof(int)] = (byte)subType;
        return field[(sizeof(int) + 1)..];
    }

    private static ReadOnlySpan<byte> Digits(int index, Span<byte> digits)
    {
        index.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        return digits[..length];
    }

    // Its length is written when it is known.
    private void Nest(Span<byte> length) => _starts[_depth++] = _length - length.Length;

    private Span<byte> Field(BsonType type, ReadOnlySpan<byte> name, int size)
    {
        var field = Reserve(1 + name.Length + 1 + size);
        field[0] = (byte)type;
        name.CopyTo(field[1..]);
        field[1 + name.Length] = 0;
        return field[(name.Length + 2)..];
    }

    private Span<byte> Reserve(int size)
    {
        if (_bytes.Length - _length < size)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + size));
        var reserved = _bytes.AsSpan(_length, size);
        _length += size;
        return reserved;
    }
}
