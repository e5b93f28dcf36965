using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// A document of <c>users</c>.
/// <code>{ _id: UUID, email, wallet, password: { pepper, bcrypt }, pin: { pepper, bcrypt }, tokenGeneration, createdAt,
/// name? }</code>
/// </summary>
internal static class UserDocument
{
    private const int FirstGeneration = 1;

    // Compared as a whole, so the order of its fields matters.
    public static BsonDocument Of(SecretHash hash) => new() { { "pepper", hash.PepperId }, { "bcrypt", hash.Bcrypt } };

    public static BsonDocument Of(NewUser user, WalletId wallet) => Of(new User(
        user.Id, user.Email, wallet, user.Password, user.Pin, FirstGeneration, user.CreatedAt, user.Name));

    public static BsonDocument Of(User user) => new()
    {
        { "_id", BsonValues.Of(user.Id.Value) },
        { "email", user.Email.Value },
        { "wallet", BsonValues.Of(user.Wallet) },
        { "password", Of(user.Password) },
        { "pin", Of(user.Pin) },
        { "tokenGeneration", new BsonInt32(user.TokenGeneration) },
        { "createdAt", BsonValues.Of(user.CreatedAt) },
        { "name", user.Name?.Value, user.Name is not null },
    };

    public static User ToUser(BsonDocument document)
    {
        if (!EmailAddress.TryParse(document["email"].AsString, out var email))
            throw new FormatException("A stored e-mail is not an e-mail.");
        return new User(
            new UserId(document["_id"].ToGuid()), email, document["wallet"].ToWalletId(), ToHash(document["password"]),
            ToHash(document["pin"]),
            document["tokenGeneration"].AsInt32, document["createdAt"].ToTimestamp(),
            document.TryGetValue("name", out var name) ? PersonName.Parse(name.AsString) : null);
    }

    private static SecretHash ToHash(BsonValue value) => new(value["pepper"].AsString, value["bcrypt"].AsString);
}
