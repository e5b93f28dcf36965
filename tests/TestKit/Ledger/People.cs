using Wallet.Core;

namespace Wallet.TestKit;

/// <summary>Users for ledgers, with hashes that nobody verifies: a ledger stores them as they are.</summary>
public static class People
{
    /// <summary>An e-mail address.</summary>
    public static EmailAddress Email(string text) =>
        EmailAddress.TryParse(text, out var email) ? email : throw new FormatException("Not an e-mail address.");

    /// <summary>A hash unlike any other.</summary>
    public static SecretHash Hash() => new("pepper-1", "$2b$04$" + Guid.NewGuid().ToString("N"));

    /// <summary>A user who is about to register.</summary>
    public static NewUser New(string email, DateTimeOffset? at = null) =>
        new(UserId.New(TimeProvider.System), Email(email), Hash(), Hash(), Timestamp.From(at ?? FakeTime.Start));

    /// <summary>Registers <c>name@example.org</c> with the wallet <c>name@wallet</c>.</summary>
    public static async Task<WalletId> RegisterWalletAsync(this IUserStore users, string name) =>
        await users.RegisterAsync(New(name + "@example.org"), [Commands.Wallet(name)])
        ?? throw new InvalidOperationException("The e-mail is taken.");
}
