using System.Text.Json.Nodes;

namespace Wallet.Torture;

/// <summary>What only the newer of two versions knows, between two people with whom nobody else has to do, and what
/// becomes of it where the older one serves.</summary>
internal sealed class NewThings(WalletHttp http, Tally tally) : IDisposable
{
    private const int FirstPerson = 1000;
    private const long Plain = 50, Held = 500, Captured = 200, HeldShortly = 70, Requested = 300;
    private const long Limit = 400, OverLimit = Limit + 1;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Of its own: what the older version answers to what it does not know is no violation.
    private readonly WalletHttp _http = new(new Tally());

    private Person? _payer, _payee;
    private Answer? _plain, _hold, _brief, _request, _capture;
    private long _left;
    private bool _isBack;

    private Person Payer => _payer ?? throw new InvalidOperationException("Nothing was used yet.");

    private Person Payee => _payee ?? throw new InvalidOperationException("Nothing was used yet.");

    /// <summary>Uses everything, on the newer version.</summary>
    public async Task UseAsync()
    {
        _http.Address = http.Address;
        _payer = await Person.RegisterAsync(_http, FirstPerson);
        _payee = await Person.RegisterAsync(_http, FirstPerson + 1);
        await PostAsync(Payer, "/wallet/deposit", 201, ("amount", 10_000), ("idempotencyKey", "in"));
        _plain = await PayAsync("plain", Plain, 201);
        _hold = await HoldAsync("hold", Held, 3600, 201);
        _brief = await HoldAsync("brief", HeldShortly, 60, 201);
        _capture = await PostAsync(Payee, $"/holds/{_hold.Text("holdId")}/capture", 201, ("amount", Captured),
            ("idempotencyKey", "part"));
        _request = await PostAsync(Payee, "/requests", 201, ("payerWalletId", Payer.WalletId), ("amount", Requested),
            ("idempotencyKey", "ask"));
        await PostAsync(Payer, $"/requests/{_request.Text("requestId")}/pay", 201, ("pin", Payer.Pin));
        _left = 10_000 - Plain - Held - HeldShortly - Requested;
        var limits = new JsonObject { ["perTransfer"] = Limit, ["perDay"] = null, ["pin"] = Payer.Pin };
        Expect("the limits", await _http.PutAsync("/wallet/limits", limits, Payer.Token, Patience), 200);
        await PayAsync("over", OverLimit, 422);
    }

    /// <summary>Looks at it all through the older version, and pays there.</summary>
    /// <returns>What was answered, a line for each call.</returns>
    public async Task<IReadOnlyList<string>> LookAsync()
    {
        _http.Address = http.Address;
        var (transfer, capture) = (_plain!.Text("transferId"), _capture!.Text("transferId"));
        var lines = new List<string>();
        foreach (var (who, path) in (IEnumerable<(Person, string)>)
        [
            (Payer, "/transactions"), (Payee, "/transactions"), (Payer, "/transactions?operation=transfer"),
            (Payer, "/transfers/" + transfer), (Payee, "/transfers/" + capture),
            (Payer, "/transfers/by-key?key=plain"), (Payer, "/transfers/by-key?key=hold"),
            (Payee, "/transfers/by-key?key=part"), (Payer, "/transfers/by-key?key=over"), (Payer, "/holds"),
        ])
            Say($"the {(who == Payer ? "payer" : "payee")}'s GET {path}", await who.GetAsync(_http, path, Patience));
        Say("the hold, asked for again", await HoldAsync("hold", Held, 3600, null));
        Say("what was over the limit, asked for again", await PayAsync("over", OverLimit, null));
        Say("what is over the limit", await PayAsync("over-now", OverLimit, 201));
        var replay = await PayAsync("plain", Plain, 201);
        Say("a payment from before, asked for again", replay);
        if (!replay.Body.AsSpan().SequenceEqual(_plain.Body))
            lines.Add($"  which is not, byte for byte, the first {_plain}");
        _left -= OverLimit;
        await ExpectBalanceAsync();
        return lines;

        void Say(string what, Answer answer) => lines.Add($"{what}: {answer}");
    }

    /// <summary>Goes on with it all, on the newer version again: nothing was lost, and nothing is stuck.</summary>
    public async Task FinishAsync()
    {
        _http.Address = http.Address;
        var hold = _hold!.Text("holdId");
        await PostAsync(Payee, $"/holds/{hold}/capture", 201, ("amount", Captured), ("idempotencyKey", "more"));
        await PostAsync(Payee, $"/holds/{hold}/release", 201, ("idempotencyKey", "rest"));
        _left += Held - 2 * Captured;
        await ExpectBalanceAsync();
        // It may have expired where nobody knew of it.
        for (var tries = 0; tries < 200 && !_isBack; tries++)
        {
            await Task.Delay(500);
            await ExpectBalanceAsync();
        }

        if (!_isBack)
            tally.Violation($"what was left of {_brief!} does not go back");
        foreach (var person in (Person[])[Payer, Payee])
            Expect("the history", await person.GetAsync(_http, "/transactions", Patience), 200);
        Expect("the request", await Payer.GetAsync(_http, "/requests/" + _request!.Text("requestId"), Patience), 200);
        await PayAsync("over-later", OverLimit, 422);
        if (!(await PayAsync("plain", Plain, 201)).Body.AsSpan().SequenceEqual(_plain!.Body))
            tally.Violation("a payment from before is answered otherwise than it was");
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Task<Answer> PayAsync(string key, long amount, int? status) => PostAsync(
        Payer, "/wallet/transfer", status, ("receiverWalletId", Payee.WalletId), ("amount", amount),
        ("pin", Payer.Pin), ("idempotencyKey", key));

    private Task<Answer> HoldAsync(string key, long amount, int seconds, int? status) => PostAsync(
        Payer, "/wallet/holds", status, ("receiverWalletId", Payee.WalletId), ("amount", amount),
        ("expiresIn", seconds), ("pin", Payer.Pin), ("idempotencyKey", key));

    private async Task<Answer> PostAsync(
        Person who, string path, int? status, params (string Name, JsonNode Value)[] members)
    {
        var body = new JsonObject(members.Select(static one => KeyValuePair.Create(one.Name, (JsonNode?)one.Value)));
        var answer = await _http.PostAsync(path, body, who.Token, Patience);
        if (status is { } expected)
            Expect(path, answer, expected);
        return answer;
    }

    private void Expect(string what, Answer answer, int status)
    {
        if (answer.Status != status)
            tally.Violation($"{what} was answered {answer} and not {status}");
    }

    private async Task ExpectBalanceAsync()
    {
        var balance = (await Payer.ReadAsync(_http, "/wallet")).Number("balance");
        // The brief hold may go back at any time.
        if (!_isBack && balance == _left + HeldShortly)
            (_isBack, _left) = (true, balance);
        if (balance != _left)
            tally.Violation($"whoever used what is new must have {_left}, and has {balance}");
    }
}
