using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Orleans.Serialization.Buffers;

namespace Wallet.Cluster;

/// <summary>
/// What a gateway sends, looked at before Orleans reads it. Orleans believes the sender that a message names, and on it
/// depends what the message may do. So a connection of a client may send requests in the name of a client that is
/// outside of every silo, and nothing else: no answers to questions that others asked, no messages in the name of a
/// grain or a silo, none to clients, none to the parts of a silo's runtime but the one that clients ask for the grains'
/// types, and no news of where grains are. What else comes is the end of the connection.
/// </summary>
/// <remarks>The layout is that of Orleans 10: a preamble with its length before it, then messages, each with the
/// lengths of its header and its body; a header begins with its flags, an ID, the sender and the target.</remarks>
internal sealed class ClientFrames(PipeReader connection, Action refuse) : PipeReader
{
    private const int MaxPreamble = 1024;

    private ReadOnlySequence<byte> _buffer;
    private long _checked;
    private bool _hasPreamble, _isRefused;

    /// <inheritdoc/>
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        Check(await connection.ReadAsync(cancellationToken));

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        var read = connection.TryRead(out result);
        if (read)
            result = Check(result);
        return read;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _checked = Math.Max(0, _checked - _buffer.Slice(0, consumed).Length);
        connection.AdvanceTo(consumed, examined);
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => connection.CancelPendingRead();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => connection.Complete(exception);

    private ReadResult Check(ReadResult result)
    {
        _buffer = result.Buffer;
        while (!_isRefused && TakeFrame(_buffer.Slice(_checked), out var length, out var isGood))
        {
            _checked += length;
            if (isGood)
                continue;
            _isRefused = true;
            refuse();
        }

        // As if the other side had ended there: Orleans closes the connection, and says nothing.
        return _isRefused
            ? new ReadResult(_buffer.Slice(0, 0), isCanceled: false, isCompleted: true)
            : result;
    }

    // False if the next frame is not there as a whole. Orleans does not act on a part of one.
    private bool TakeFrame(ReadOnlySequence<byte> rest, out long length, out bool isGood)
    {
        (length, isGood) = (0, false);
        Span<byte> lengths = stackalloc byte[8];
        var prefix = lengths[..(_hasPreamble ? 8 : 4)];
        if (rest.Length < prefix.Length)
            return false;
        rest.Slice(0, prefix.Length).CopyTo(prefix);
        var first = BinaryPrimitives.ReadInt32LittleEndian(prefix);
        var second = _hasPreamble ? BinaryPrimitives.ReadInt32LittleEndian(prefix[4..]) : 0;
        // Orleans refuses these too, before it reads on.
        if (first < 0 || second < 0 || (!_hasPreamble && first > MaxPreamble))
            return true;
        length = (long)prefix.Length + first + second;
        if (rest.Length < length)
            return false;
        var head = rest.Slice(prefix.Length, first);
        isGood = _hasPreamble ? IsGoodHeader(head) : IsGoodPreamble(head);
        _hasPreamble = true;
        return true;
    }

    // A client that took the name of a silo's own would be sent the answers to the silo's questions. The preamble is an
    // object of a type that Orleans keeps to itself; the name stands in it as it is, after the type of all clients.
    private static bool IsGoodPreamble(ReadOnlySequence<byte> preamble)
    {
        ReadOnlySpan<byte> rest = preamble.ToArray(), client = "sys.client"u8;
        while (rest.IndexOf(client) is var at and >= 0)
        {
            rest = rest[(at + client.Length)..];
            if (rest[..Math.Min(rest.Length, 24)].IndexOf("hosted-"u8) >= 0)
                return false;
        }

        return true;
    }

    private static bool IsGoodHeader(ReadOnlySequence<byte> header)
    {
        const int DirectionShift = 16, DirectionMask = 0xF, Request = 1, OneWay = 3, HasDirectoryNews = 1 << 7;
        try
        {
            // What is read here needs no session of the serializer.
            var reader = Reader.Create(header, null!);
            var flags = reader.ReadUInt32();
            _ = reader.ReadInt64();
            var (sender, target) = (ReadId(ref reader), ReadId(ref reader));
            return (flags >> DirectionShift & DirectionMask) is Request or OneWay && (flags & HasDirectoryNews) == 0
                && GatewayIds.IsOutside(sender) && !target.IsClient()
                && (!target.IsSystemTarget() || target.Type.AsSpan().SequenceEqual("sys.svc.manifest"u8));
        }
#pragma warning disable CA1031 // Whatever can't be read is refused.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static GrainId ReadId(ref Reader<ReadOnlySequenceInput> reader)
    {
        var type = IdSpanCodec.ReadRaw(ref reader);
        return new GrainId(new GrainType(type), IdSpanCodec.ReadRaw(ref reader));
    }
}
