using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Wallet.Torture;

/// <summary>Somebody with a wallet, and what the wallet must hold.</summary>
internal sealed class Person
{
    /// <summary>Part of every password, so that one that leaks is known when it is seen.</summary>
    public const string PasswordMark = "torture-password-";

    // Neither a run nor a repetition.
    private static readonly string[] Pins = ["2580", "1397", "8264", "590317", "41807"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _email, _password;
    private volatile string? _token;

    private Person(int number)
    {
        _email = $"person{number}@example.org";
        _password = PasswordMark + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        Pin = Pins[number % Pins.Length];
    }

    /// <summary>The PIN.</summary>
    public string Pin { get; }

    /// <summary>The wallet's ID.</summary>
    public string WalletId { get; private set; } = "";

    /// <summary>The user's ID.</summary>
    public string UserId { get; private set; } = "";

    /// <summary>The balance after all entries that have been checked, in minor units.</summary>
    public long Balance { get; set; }

    /// <summary>How many entries have been checked.</summary>
    public long Entries { get; set; }

    /// <summary>When the last entry that was checked was made.</summary>
    public string LastEntryAt { get; set; } = "";

    /// <summary>A digest over all entries that have been checked, in order.</summary>
    public byte[] Digest { get; set; } = [];

    /// <summary>The limits; null for somebody without.</summary>
    public LimitBook? Limits { get; private set; }

    /// <summary>The access token.</summary>
    public string? Token => _token;

    /// <summary>Registers and signs in.</summary>
    public static async Task<Person> RegisterAsync(WalletHttp http, int number)
    {
        var person = new Person(number);
        var answer = await http.PostAsync("/auth/register", new JsonObject
        {
            ["email"] = person._email,
            ["password"] = person._password,
            ["pin"] = person.Pin
        }, null, Patience);
        if (answer.Status != 201)
            throw new InvalidOperationException($"Registering led to {answer}.");
        person.WalletId = answer.Text("walletId");
        person.UserId = answer.Text("userId");
        await person.SignInAsync(http);
        return person;
    }

    /// <summary>Is going to set limits.</summary>
    public void KeepLimits(WalletHttp http, Tally tally) => Limits = new LimitBook(this, http, tally);

    /// <summary>Signs in anew: a clock that steps ends tokens, or puts their beginning into the future.</summary>
    public async Task SignInAsync(WalletHttp http)
    {
        var answer = await http.PostAsync(
            "/auth/login", new JsonObject { ["email"] = _email, ["password"] = _password }, null, Patience);
        if (answer.Status == 200)
            _token = answer.Text("accessToken");
    }

    /// <summary>Reads something of this person's in the quiet after the harm, however long it takes to get well
    /// again.</summary>
    /// <exception cref="InvalidOperationException">It can't be read.</exception>
    public async Task<Answer> ReadAsync(WalletHttp http, string path)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await GetAsync(http, path, Patience);
            if (answer.Status == 200)
                return answer;
            if (answer.Status is not (0 or 401 or 408 or 503)
                || TimeProvider.System.GetElapsedTime(started) > 3 * Patience)
                throw new InvalidOperationException($"{path} of {WalletId} can't be read: {answer}");
            await Task.Delay(250);
        }
    }

    /// <summary>Reads something of this person's, signing in anew if need be. Gives up after some tries.</summary>
    public async Task<Answer> GetAsync(WalletHttp http, string path, TimeSpan patience)
    {
        var answer = Answer.None;
        for (var i = 0; i < 3; i++)
        {
            answer = await http.GetAsync(path, Token, patience);
            if (answer.Status != 401)
                break;
            await SignInAsync(http);
        }

        return answer;
    }
}
