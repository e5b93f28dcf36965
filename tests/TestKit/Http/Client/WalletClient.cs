using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>Speaks HTTP with a host, its addresses in turn, and has every answer checked against what holds for all
/// answers.</summary>
public sealed class WalletClient : IDisposable
{
    private readonly Func<IReadOnlyList<Uri>> _addresses;
    private readonly HttpClient _http;
    private int _turn;

    /// <summary>Makes a client.</summary>
    /// <param name="addresses">Where the host listens now.</param>
    /// <param name="secrets">Where the secrets go that it sends and receives.</param>
    /// <param name="from">The local address to come from.</param>
    /// <param name="document">Where the host has the OpenAPI document of what is called.</param>
    public WalletClient(
        Func<IReadOnlyList<Uri>> addresses, UsedSecrets secrets, IPAddress? from = null,
        string document = "/openapi/v1.json")
    {
        _addresses = addresses;
        Secrets = secrets;
        var sockets = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
        if (from is not null)
            sockets.ConnectCallback = (context, cancel) => ConnectAsync(from, context.DnsEndPoint, cancel);
        _http = new HttpClient(new ContractHandler(sockets, document)) { Timeout = TimeSpan.FromMinutes(2) };
    }

    /// <summary>The secrets that were used.</summary>
    public UsedSecrets Secrets { get; }

    /// <summary>The next address to talk to.</summary>
    public Uri NextAddress
    {
        get
        {
            var addresses = _addresses();
            return addresses[(int)((uint)Interlocked.Increment(ref _turn) % (uint)addresses.Count)];
        }
    }

    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="token">The bearer token, if any.</param>
    /// <param name="content">The body, if any.</param>
    /// <param name="headers">Headers, sent as they are.</param>
    public async Task<Reply> SendAsync(HttpMethod method, string path, string? token = null,
        HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(NextAddress, path)) { Content = content };
        if (token is not null)
        {
            Secrets.AddToken(token);
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Reply(response, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Gets.</summary>
    public Task<Reply> GetAsync(string path, string? token = null) => SendAsync(HttpMethod.Get, path, token);

    /// <summary>Posts a JSON text as it is.</summary>
    public Task<Reply> PostAsync(
        string path, string json, string? token = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, token, Json(json), headers);

    /// <summary>Puts a JSON text as it is.</summary>
    public Task<Reply> PutAsync(string path, string json, string? token = null) =>
        SendAsync(HttpMethod.Put, path, token, Json(json));

    /// <summary>Posts bytes under a content type, or none.</summary>
    public Task<Reply> PostAsync(string path, byte[] body, string? contentType, string? token = null)
    {
        var content = new ByteArrayContent(body);
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return SendAsync(HttpMethod.Post, path, token, content);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static ByteArrayContent Json(string json)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static async ValueTask<Stream> ConnectAsync(IPAddress from, DnsEndPoint to, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(to.Host, to.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
