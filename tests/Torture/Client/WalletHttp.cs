using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Wallet.Torture;

/// <summary>Calls the host, wherever it listens at the moment. A failure on the way is an answer too: none.</summary>
internal sealed class WalletHttp(Tally tally) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        UseProxy = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private volatile Uri? _address, _operatorAddress;

    /// <summary>A member of answers that one of two versions does not tell, and that is null in all that both can do;
    /// null for none. It is left out, so that what both answer can be compared.</summary>
    public string? LeavesOut { get; init; }

    /// <summary>Where the host listens; null while it is down.</summary>
    public Uri? Address
    {
        get => _address;
        set => _address = value;
    }

    /// <summary>Asks a process for its health, which has no problem documents.</summary>
    public Task<Answer> GetHealthAsync(Uri address, TimeSpan patience) =>
        SendAsync(HttpMethod.Get, new Uri(address, "/health/ready"), null, null, patience, judged: false);

    /// <summary>Where the host serves operators; null while it is down.</summary>
    public Uri? OperatorAddress
    {
        get => _operatorAddress;
        set => _operatorAddress = value;
    }

    /// <summary>Takes where a host listens; null for nowhere.</summary>
    public void Serve(RunningHost? host) => (_address, _operatorAddress) = (host?.Address, host?.OperatorAddress);

    /// <summary>Sends a GET where operators are served.</summary>
    public Task<Answer> GetFromOperatorsAsync(string path, string key, TimeSpan patience) =>
        SendAsync(HttpMethod.Get, _operatorAddress, path, key, null, patience);

    /// <summary>Sends a POST where operators are served.</summary>
    public Task<Answer> PostToOperatorsAsync(string path, JsonObject body, string key, TimeSpan patience) =>
        SendAsync(HttpMethod.Post, _operatorAddress, path, key, body, patience);

    /// <summary>Sends a DELETE where operators are served.</summary>
    public Task<Answer> DeleteFromOperatorsAsync(string path, string key, TimeSpan patience) =>
        SendAsync(HttpMethod.Delete, _operatorAddress, path, key, null, patience);

    /// <summary>Sends a GET.</summary>
    public Task<Answer> GetAsync(string path, string? token, TimeSpan patience) =>
        SendAsync(HttpMethod.Get, _address, path, token, null, patience);

    /// <summary>Sends a POST with a JSON body.</summary>
    public Task<Answer> PostAsync(string path, JsonObject body, string? token, TimeSpan patience) =>
        SendAsync(HttpMethod.Post, _address, path, token, body, patience);

    /// <summary>Sends a PUT with a JSON body.</summary>
    public Task<Answer> PutAsync(string path, JsonObject body, string? token, TimeSpan patience) =>
        SendAsync(HttpMethod.Put, _address, path, token, body, patience);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Task<Answer> SendAsync(
        HttpMethod method, Uri? address, string path, string? token, JsonObject? body, TimeSpan patience) =>
        address is null
            ? Task.FromResult(Answer.None)
            : SendAsync(method, new Uri(address, path), token, body, patience);

    private async Task<Answer> SendAsync(
        HttpMethod method, Uri address, string? token, JsonObject? body, TimeSpan patience, bool judged = true)
    {
        tally.Requests.Add();
        using var request = new HttpRequestMessage(method, address);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            using var response = await _http.SendAsync(request, deadline.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(deadline.Token);
            var answer = new Answer((int)response.StatusCode, Comparable(bytes),
                response.Headers.TryGetValues("Idempotency-Replayed", out var replayed) && replayed.Single() == "true");
            if (judged)
                Judge(answer, method, address.PathAndQuery);
            return answer;
        }
        catch (OperationCanceledException)
        {
            tally.TimeOuts.Add();
            return Answer.None;
        }
        catch (HttpRequestException)
        {
            return Answer.None;
        }
    }

    private byte[] Comparable(byte[] body) => LeavesOut is null
        ? body
        : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace(
            $",\"{LeavesOut}\":null", "", StringComparison.Ordinal));

    // Whatever is done to the host: it says 503 with a code of its own, and never that it does not know what happened
    // to it.
    private void Judge(Answer answer, HttpMethod method, string path)
    {
        if (answer.Status == 503)
            tally.Unavailable.Add();
        if (answer.Status is 500 or > 503 || answer.Status == 503
            && answer.Code is not ("busy" or "unavailable" or "outcome_unknown"))
            tally.Violation($"{method} {path} was answered {answer}");
    }
}
