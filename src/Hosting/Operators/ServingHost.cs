using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>A host that serves on this machine, by its socket: the operators' HTTP surface, where whoever may open the
/// socket counts as the command line.</summary>
internal sealed class ServingHost : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    private ServingHost(HttpClient http) => _http = http;

    /// <summary>The host behind a socket; null if nobody listens there.</summary>
    /// <exception cref="StartException">The socket is not this user's to open.</exception>
    public static async Task<ServingHost?> FindAsync(string? path)
    {
        if (path is null || !File.Exists(path))
            return null;
        UnixDomainSocketEndPoint endpoint;
        try
        {
            endpoint = new UnixDomainSocketEndPoint(path);
            (await ConnectAsync(endpoint, CancellationToken.None)).Dispose();
        }
        catch (Exception e) when (e is ArgumentException or SocketException)
        {
            // It was killed, and left its socket behind.
            return e is SocketException { SocketErrorCode: SocketError.AccessDenied }
                ? throw new StartException(ExitCodes.CannotStart, $"{path} can't be opened: {e.Message}", e)
                : null;
        }

        var sockets = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellation) =>
                new NetworkStream(await ConnectAsync(endpoint, cancellation), ownsSocket: true),
        };
        return new ServingHost(
            new HttpClient(sockets) { BaseAddress = new Uri("http://operator/operator/"), Timeout = Patience });
    }

    /// <summary>Does what an operator asks for.</summary>
    /// <exception cref="StartException">It was refused.</exception>
    public async Task<OperatorVerdict> ActAsync(OperatorAct act)
    {
        var body = new JsonObject { ["reason"] = act.Reason.Value };
        if (act is FreezeWallet { Freeze: var freeze })
        {
            body["direction"] = OperatorNames.Sides.Of(freeze.Sides);
            if (freeze.Until is { } until)
                body["until"] = until.ToString();
        }
        else if (act is UnlockUser)
        {
            body["what"] = act.Detail;
        }

        var reply = act switch
        {
            FreezeWallet => await PostAsync($"wallets/{act.Target}/freeze", body),
            ThawWallet => await PostAsync($"wallets/{act.Target}/thaw", body),
            UnlockUser => await PostAsync($"users/{act.Target}/unlock", body),
            SignOutUser => await PostAsync($"users/{act.Target}/sign-out", body),
            RevokeOperatorKey => await SendAsync(HttpMethod.Delete,
                $"keys/{act.Target}?reason={Uri.EscapeDataString(act.Reason.Value)}"),
            _ => throw new InvalidOperationException($"There is no call for {act.Kind}."),
        };
        return reply.Status == HttpStatusCode.NotFound ? OperatorVerdict.NotFound
            : reply.IsGood ? OperatorVerdict.Done
            : throw reply.ToException();
    }

    /// <summary>The ID of the user with an e-mail; null if there is none.</summary>
    public async Task<UserId?> FindUserAsync(EmailAddress email)
    {
        var reply = await SendAsync(HttpMethod.Get, "users?email=" + Uri.EscapeDataString(email.Value));
        return reply.IsGood ? new UserId(Guid.ParseExact(reply.Text("userId"), "N"))
            : reply.Status == HttpStatusCode.NotFound ? null
            : throw reply.ToException();
    }

    /// <summary>Gives back a transfer, or a part of it.</summary>
    /// <exception cref="StartException">It can't be given back, or the outcome is not known.</exception>
    public async Task<Decision> ReverseAsync(TransferId id, Amount amount, Note reason, IdempotencyKey key)
    {
        var body = new JsonObject { ["reason"] = reason.Value, ["idempotencyKey"] = key.Value };
        if (!amount.IsRest)
            body["amount"] = amount.Minor;
        var reply = await PostAsync($"transfers/{id}/reverse", body);
        if (reply.IsGood)
            return new Decision(OutcomeCode.Committed, reply.ToTransfer(id), reply.IsReplay);
        return reply.Text("code") switch
        {
            "too_many_parts" => new Decision(OutcomeCode.TooManyParts),
            "refund_exceeds" => new Decision(
                OutcomeCode.RefundExceeds, RemainingMinor: reply.Json!["refundable"]!.GetValue<long>()),
            "insufficient_funds" => new Decision(OutcomeCode.InsufficientFunds),
            "balance_limit" => new Decision(OutcomeCode.BalanceLimit),
            "idempotency_key_reused" => new Decision(OutcomeCode.IdempotencyKeyReused),
            "not_found" => throw new StartException(ExitCodes.Failed, $"There is no transfer {id}."),
            "not_reversible" => throw new StartException(
                ExitCodes.Failed, $"{id} is a deposit or a reversal, and can't be reversed."),
            _ => throw reply.ToException(),
        };
    }

    /// <summary>Makes a key.</summary>
    public async Task<(OperatorKey Key, string Text)> AddKeyAsync(Note name, OperatorScopes scopes, Note reason)
    {
        var reply = await PostAsync("keys", new JsonObject
        {
            ["name"] = name.Value,
            ["scopes"] = new JsonArray([.. scopes.ToText().Split(' ').Select(static scope => (JsonNode)scope)]),
            ["reason"] = reason.Value,
        });
        return reply.IsGood ? (Reply.ToKey(reply.Json!), reply.Text("key")) : throw reply.ToException();
    }

    /// <summary>All keys, the oldest first.</summary>
    public async Task<IReadOnlyList<OperatorKey>> ListKeysAsync()
    {
        var reply = await SendAsync(HttpMethod.Get, "keys");
        return reply.IsGood
            ? [.. reply.Json!["items"]!.AsArray().Select(static item => Reply.ToKey(item!))]
            : throw reply.ToException();
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Task<Reply> PostAsync(string path, JsonObject body) => SendAsync(HttpMethod.Post, path, body);

    private async Task<Reply> SendAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        try
        {
            using var response = await _http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return new Reply(response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text),
                response.Headers.Contains("Idempotency-Replayed"));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
        {
            throw new StartException(ExitCodes.CannotStart,
                "The host that serves this ledger did not answer. Whether it is done is not known: run it again.", e);
        }
    }

    private static async Task<Socket> ConnectAsync(UnixDomainSocketEndPoint endpoint, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endpoint, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed record Reply(HttpStatusCode Status, JsonNode? Json, bool IsReplay)
    {
        public bool IsGood => (int)Status < 300;

        public string Text(string member) => Json![member]!.GetValue<string>();

        public StartException ToException() => new(
            (int)Status >= 500 ? ExitCodes.CannotStart : ExitCodes.Failed,
            Json is null ? $"The host answered {(int)Status}." : $"{Text("title")} {Text("detail")}");

        public Transfer ToTransfer(TransferId link) => new(
            TransferId.TryParse(Text("transferId"), out var id) ? id : default, WalletId.Parse(Text("senderWalletId")),
            WalletId.Parse(Text("receiverWalletId")), Amount.From(Json!["amount"]!.GetValue<long>()),
            Json["senderBalanceAfter"]!.GetValue<long>(), Json["receiverBalanceAfter"]!.GetValue<long>(),
            Moment(Json, "createdAt")!.Value, Note.Parse(Text("note")), Operation.Reversal, link);

        public static OperatorKey ToKey(JsonNode key)
        {
            var scopes = OperatorScopes.None;
            foreach (var name in key["scopes"]!.AsArray())
                scopes |= OperatorNames.Scopes.TryParse(name!.GetValue<string>(), out var scope) ? scope : default;
            return new OperatorKey(
                OperatorKeyId.TryParse(key["keyId"]!.GetValue<string>(), out var id) ? id : default,
                Note.Parse(key["name"]!.GetValue<string>()), scopes, Moment(key, "createdAt")!.Value,
                Moment(key, "revokedAt"));
        }

        private static Timestamp? Moment(JsonNode json, string member) =>
            Timestamp.TryParse(json[member]?.GetValue<string>(), out var moment) ? moment : null;
    }
}
