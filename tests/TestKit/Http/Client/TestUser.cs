using System.Security.Cryptography;

namespace Wallet.TestKit.Http;

/// <summary>A registered user who is signed in.</summary>
public sealed class TestUser
{
    private TestUser(WalletClient client, string email, string password, string pin)
    {
        Client = client;
        Email = email;
        Password = password;
        Pin = pin;
    }

    /// <summary>The client that the user's requests go through.</summary>
    public WalletClient Client { get; }

    /// <summary>The e-mail.</summary>
    public string Email { get; }

    /// <summary>The password.</summary>
    public string Password { get; private set; }

    /// <summary>The PIN.</summary>
    public string Pin { get; private set; }

    /// <summary>The token of the last sign-in.</summary>
    public string Token { get; private set; } = "";

    /// <summary>The user's ID.</summary>
    public string UserId { get; private set; } = "";

    /// <summary>The wallet.</summary>
    public string WalletId { get; private set; } = "";

    /// <summary>An e-mail that nobody else has.</summary>
    public static string NewEmail() =>
        "u" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) + "@example.com";

    /// <summary>A password that nobody else has.</summary>
    public static string NewPassword() => "pw-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));

    /// <summary>Six digits that are neither a run nor one digit repeated.</summary>
    public static string NewPin() => "7" + RandomNumberGenerator.GetInt32(10_000).ToString("0000", null) + "3";

    /// <summary>Another PIN than <paramref name="pin"/>.</summary>
    public static string OtherPin(string pin) => pin[..^1] + (pin[^1] == '3' ? '5' : '3');

    /// <summary>Registers somebody new, signs in and deposits.</summary>
    public static async Task<TestUser> RegisterAsync(
        WalletClient client, long funds = 0, string? email = null, string? name = null)
    {
        var user = new TestUser(client, email ?? NewEmail(), NewPassword(), NewPin());
        client.Secrets.AddPassword(user.Password);
        client.Secrets.AddPin(user.Pin);
        var registered = await client.PostAsync(
            "/auth/register", Body.Register(user.Email, user.Password, user.Pin, name));
        (user.WalletId, user.UserId) = (registered.Expect(201)["walletId"], registered["userId"]);
        await user.SignInAsync();
        if (funds > 0)
            (await user.DepositAsync(funds, Guid.NewGuid().ToString())).Expect(201);
        return user;
    }

    /// <summary>Signs in (again).</summary>
    public async Task SignInAsync()
    {
        var reply = await Client.PostAsync("/auth/login", Body.Login(Email, Password));
        Token = reply.Expect(200)["accessToken"];
        Client.Secrets.AddToken(Token);
    }

    /// <summary>Changes the password. The token in hand ends.</summary>
    public async Task ChangePasswordAsync(string newPassword)
    {
        Client.Secrets.AddPassword(newPassword);
        (await PostAsync("/auth/password", Body.ChangePassword(Password, newPassword))).Expect(204);
        Password = newPassword;
    }

    /// <summary>Changes the PIN.</summary>
    public async Task ChangePinAsync(string newPin)
    {
        Client.Secrets.AddPin(newPin);
        (await PostAsync("/auth/pin", Body.ChangePin(Pin, newPin))).Expect(204);
        Pin = newPin;
    }

    /// <summary>Gets as this user.</summary>
    public Task<Reply> GetAsync(string path) => Client.GetAsync(path, Token);

    /// <summary>Posts as this user.</summary>
    public Task<Reply> PostAsync(string path, string json, params (string Name, string Value)[] headers) =>
        Client.PostAsync(path, json, Token, headers);

    /// <summary>Deposits play money.</summary>
    public Task<Reply> DepositAsync(long amount, string key) => PostAsync("/wallet/deposit", Body.Deposit(amount, key));

    /// <summary>Sends money.</summary>
    public Task<Reply> PayAsync(TestUser receiver, long amount, string key, string? note = null, string? pin = null) =>
        PayAsync(receiver.WalletId, amount, key, note, pin);

    /// <summary>Sends money.</summary>
    public Task<Reply> PayAsync(string receiver, long amount, string key, string? note = null, string? pin = null) =>
        PostAsync("/wallet/transfer", Body.Transfer(receiver, amount, pin ?? Pin, key, note));

    /// <summary>Gives back what was received; all that is left of it unless an amount is given.</summary>
    public Task<Reply> RefundAsync(
        string transferId, string key, long? amount = null, string? note = null, string? pin = null) =>
        PostAsync($"/transfers/{transferId}/refund", Body.Refund(amount, pin ?? Pin, key, note));

    /// <summary>Sets money aside for somebody.</summary>
    public Task<Reply> HoldAsync(
        TestUser receiver, long amount, string key, string? note = null, long? expiresIn = null, string? pin = null) =>
        PostAsync("/wallet/holds", Body.Hold(receiver.WalletId, amount, pin ?? Pin, key, note, expiresIn));

    /// <summary>Takes what was set aside; all that is left of it unless an amount is given.</summary>
    public Task<Reply> CaptureAsync(string holdId, string key, long? amount = null) =>
        PostAsync($"/holds/{holdId}/capture", Body.Capture(key, amount));

    /// <summary>Gives back what is left of what was set aside.</summary>
    public Task<Reply> ReleaseAsync(string holdId, string key) =>
        PostAsync($"/holds/{holdId}/release", Body.Capture(key));

    /// <summary>Puts as this user.</summary>
    public Task<Reply> PutAsync(string path, string json) => Client.PutAsync(path, json, Token);

    /// <summary>Sets the limits; null for none.</summary>
    public Task<Reply> LimitAsync(long? perTransfer, long? perDay, string? pin = null) =>
        PutAsync("/wallet/limits", Body.Limits(perTransfer, perDay, pin ?? Pin));

    /// <summary>Asks somebody to pay.</summary>
    public Task<Reply> AskAsync(
        TestUser payer, long amount, string key, string? note = null, long? expiresIn = null) =>
        PostAsync("/requests", Body.Ask(payer.WalletId, amount, key, note, expiresIn));

    /// <summary>Pays what was asked for.</summary>
    public Task<Reply> PayRequestAsync(string requestId, string? pin = null) =>
        PostAsync($"/requests/{requestId}/pay", Body.Pay(pin ?? Pin));

    /// <summary>Declines what was asked for, as its payer, or cancels it, as its payee.</summary>
    public Task<Reply> CloseRequestAsync(string requestId, string how) =>
        PostAsync($"/requests/{requestId}/{how}", "");

    /// <summary>The balance in minor units.</summary>
    public async Task<long> BalanceAsync() => (await GetAsync("/wallet")).Expect(200).Number("balance");

    /// <summary>What the key led to.</summary>
    public Task<Reply> ByKeyAsync(string key) => GetAsync("/transfers/by-key?key=" + Uri.EscapeDataString(key));
}
