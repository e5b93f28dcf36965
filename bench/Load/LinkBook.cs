using System.Text;

namespace Wallet.Bench;

/// <summary>Refunds and captures: whichever connection asks for the next request gets the next transfer or hold, and
/// each is worked on once, over all runs.</summary>
internal sealed class LinkBook : IRequestBook
{
    private readonly LoadLinks _links;
    private readonly byte[][] _requests;
    private readonly int _idAt, _idLength;
    private int _next;

    /// <summary>Renders a request of each user.</summary>
    public LinkBook(LoadTarget target)
    {
        _links = target.Links!;
        _idLength = _links.Ids[0].Length;
        if (_links.Ids.Any(id => id.Length != _idLength))
            throw new InvalidOperationException("IDs have one length.");
        var (id, key) = (new string('x', _idLength), new string('x', RequestBook.KeyLength));
        _requests = [.. target.Users.Select(user => RequestBook.Render(
            target.Address, _links.Before + id + _links.After, user,
            (_links.WithPin ? $"{{\"pin\":\"{user.Pin}\"," : "{") + $"\"idempotencyKey\":\"{key}\"}}"))];
        _idAt = "POST ".Length + _links.Before.Length;
    }

    /// <inheritdoc/>
    public IRequestStream Open(LoadPattern pattern, int connection, int seed) => new Stream(this);

    private sealed class Stream(LinkBook book) : IRequestStream
    {
        private readonly byte[] _request = new byte[book._requests.Max(static request => request.Length)];

        public ReadOnlyMemory<byte> Next()
        {
            var i = Interlocked.Increment(ref book._next) - 1;
            if (i >= book._links.Ids.Count)
                throw new IOException("Everything that was there to be refunded or captured has been.");
            var rendered = book._requests[book._links.Users[i]];
            rendered.CopyTo(_request, 0);
            Encoding.ASCII.GetBytes(book._links.Ids[i], _request.AsSpan(book._idAt, book._idLength));
            Guid.NewGuid().TryFormat(_request.AsSpan(rendered.Length - 2 - RequestBook.KeyLength), out _);
            return _request.AsMemory(0, rendered.Length);
        }
    }
}
