using System.Buffers.Binary;
using System.Text;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>
/// One message of the MongoDB wire protocol: OP_MSG with sections of both kinds, and the legacy OP_QUERY with which a
/// driver greets. See https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/.
/// </summary>
internal sealed record WireMessage(int RequestId, bool IsLegacy, BsonDocument Body)
{
    private const int HeaderSize = 16;
    private const int OpReply = 1, OpQuery = 2004, OpMsg = 2013;
    private const uint ChecksumPresent = 1;
    private const int ChecksumSize = 4;
    private const byte BodySection = 0, SequenceSection = 1;

    /// <summary>Reads the next message; null at the end of the stream.</summary>
    public static async Task<WireMessage?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var header = new byte[HeaderSize];
        if (await stream.ReadAtLeastAsync(header, HeaderSize, throwOnEndOfStream: false, cancellation) < HeaderSize)
            return null;
        var payload = new byte[BinaryPrimitives.ReadInt32LittleEndian(header) - HeaderSize];
        await stream.ReadExactlyAsync(payload, cancellation);
        var requestId = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4));
        return BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12)) switch
        {
            OpMsg => new WireMessage(requestId, false, ParseSections(payload)),
            OpQuery => new WireMessage(requestId, true, ParseQuery(payload)),
            var opcode => throw new NotSupportedException($"The fake does not speak opcode {opcode}."),
        };
    }

    /// <summary>Answers this message in its own dialect.</summary>
    public async Task ReplyAsync(Stream stream, BsonDocument reply, CancellationToken cancellation)
    {
        var body = reply.ToBson();
        // OP_MSG: flags and one body section. OP_REPLY: flags (await capable), cursor ID, starting from, and one
        // document.
        byte[] prefix = IsLegacy
            ? [8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
            : [0, 0, 0, 0, BodySection];
        var message = new byte[HeaderSize + prefix.Length + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), RequestId);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(12), IsLegacy ? OpReply : OpMsg);
        prefix.CopyTo(message, HeaderSize);
        body.CopyTo(message, HeaderSize + prefix.Length);
        await stream.WriteAsync(message, cancellation);
    }

    // A sequence of documents becomes an array in the body, which is what it stands for.
    private static BsonDocument ParseSections(byte[] payload)
    {
        var hasChecksum = (BinaryPrimitives.ReadUInt32LittleEndian(payload) & ChecksumPresent) != 0;
        var end = payload.Length - (hasChecksum ? ChecksumSize : 0);
        BsonDocument? body = null;
        var sequences = new BsonDocument();
        for (var at = 4; at < end;)
        {
            var kind = payload[at++];
            if (kind == BodySection)
            {
                body = ReadDocument(payload, ref at);
                continue;
            }

            if (kind != SequenceSection)
                throw new NotSupportedException($"The fake does not know sections of kind {kind}.");
            var sectionEnd = at + BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(at));
            at += 4;
            var name = ReadName(payload, ref at);
            var documents = new BsonArray();
            while (at < sectionEnd)
                documents.Add(ReadDocument(payload, ref at));
            sequences.Add(name, documents);
        }

        return (body ?? throw new FormatException("An OP_MSG without a body.")).Merge(sequences);
    }

    private static BsonDocument ParseQuery(byte[] payload)
    {
        var at = 4;
        ReadName(payload, ref at);
        at += 8;
        return ReadDocument(payload, ref at);
    }

    private static string ReadName(byte[] payload, ref int at)
    {
        var length = payload.AsSpan(at).IndexOf((byte)0);
        var name = Encoding.UTF8.GetString(payload, at, length);
        at += length + 1;
        return name;
    }

    private static BsonDocument ReadDocument(byte[] payload, ref int at)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(at));
        var document = BsonSerializer.Deserialize<BsonDocument>(payload[at..(at + length)]);
        at += length;
        return document;
    }
}
