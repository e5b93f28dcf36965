namespace Wallet.Bench;

/// <summary>Payments between a target's users.</summary>
internal sealed class RequestStream(RequestBook book, LoadPattern pattern, int connection, int seed) : IRequestStream
{
    private readonly Random _random = new(HashCode(seed, connection));
    private readonly byte[] _key = new byte[16];
    private readonly byte[] _request = new byte[book.MaxLength];

    // In the hot pattern wallet 0 receives and never sends.
    private readonly int _firstSender = pattern == LoadPattern.Hot ? 1 : 0;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Next()
    {
        var sender = _random.Next(_firstSender, book.Count);
        var receiver = pattern == LoadPattern.Hot ? 0 : _random.Next(book.Count - 1);
        if (pattern == LoadPattern.Uniform && receiver >= sender)
            receiver++;
        _random.NextBytes(_key);
        return _request.AsMemory(0, book.Write(sender, receiver, new Guid(_key), _request));
    }

    // System.HashCode differs from process to process; a seed must not.
    private static int HashCode(int seed, int connection) => unchecked(seed * 1_000_003 + connection * 7_919);
}
