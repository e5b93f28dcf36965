using System.Text;

namespace Wallet.Bench;

/// <summary>
/// Requests of a target, rendered once for each sender. Only the receiver and the key differ from one request to the
/// next, both have a fixed length and place, and are written over.
/// </summary>
internal sealed class RequestBook : IRequestBook
{
    /// <summary>How long an idempotency key is: a UUID.</summary>
    public const int KeyLength = 36;

    private readonly byte[][] _requests;
    private readonly byte[][] _wallets;

    /// <summary>Renders the requests.</summary>
    public RequestBook(LoadTarget target)
    {
        _wallets = [.. target.Users.Select(static user => Encoding.ASCII.GetBytes(user.WalletId))];
        if (_wallets.Any(wallet => wallet.Length != _wallets[0].Length))
            throw new InvalidOperationException("Wallet IDs of a load test have one length.");
        _requests = [.. target.Users.Select(user => Render(target, user, _wallets[0].Length))];
    }

    /// <summary>How many wallets there are.</summary>
    public int Count => _wallets.Length;

    /// <inheritdoc/>
    public IRequestStream Open(LoadPattern pattern, int connection, int seed) =>
        new RequestStream(this, pattern, connection, seed);

    /// <summary>How long a request is at most.</summary>
    public int MaxLength => _requests.Max(static request => request.Length);

    /// <summary>Writes the request by which <paramref name="sender"/> pays <paramref name="receiver"/>, and returns its
    /// length.</summary>
    public int Write(int sender, int receiver, Guid key, Span<byte> destination)
    {
        var request = destination[.._requests[sender].Length];
        _requests[sender].CopyTo(request);
        key.TryFormat(request[^(KeyLength + 2)..], out _);
        var wallet = _wallets[receiver];
        wallet.CopyTo(request[^Tail(wallet.Length)..]);
        return request.Length;
    }

    // How far before the end the receiver starts: {receiver}","amount":1,"pin":"......","idempotencyKey":"{key}"}
    private static int Tail(int walletLength) => walletLength + Middle("000000").Length + KeyLength + 2;

    private static string Middle(string pin) => $"\",\"amount\":1,\"pin\":\"{pin}\",\"idempotencyKey\":\"";

    private static byte[] Render(LoadTarget target, LoadUser user, int walletLength)
    {
        if (user.Pin.Length != 6)
            throw new InvalidOperationException("PINs of a load test have six digits.");
        var (receiver, key) = (new string('x', walletLength), new string('x', KeyLength));
        var body = $"{{\"receiverWalletId\":\"{receiver}{Middle(user.Pin)}{key}\"}}";
        return Render(target.Address, target.Path, user, body);
    }

    /// <summary>A request as it goes over the wire.</summary>
    public static byte[] Render(Uri address, string path, LoadUser user, string body) => Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\n"
        + $"Authorization: Bearer {user.Token}\r\nContent-Type: application/json\r\n"
        + $"Content-Length: {body.Length}\r\n\r\n{body}");
}
