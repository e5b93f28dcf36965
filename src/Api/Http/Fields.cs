using Wallet.Core;

namespace Wallet.Api;

/// <summary>Turns what JSON holds into a value, or refuses it.</summary>
internal delegate bool FieldParser<in TRaw, T>(TRaw raw, out T value);

/// <summary>A member of a request body.</summary>
/// <param name="Name">The member's name, exactly.</param>
/// <param name="Parse">Makes the value.</param>
/// <param name="Rule">What is told if the value does not fit.</param>
internal sealed record Field<TRaw, T>(string Name, FieldParser<TRaw, T> Parse, string Rule);

/// <summary>Every member of every request body. The rules are those of the Core value types.</summary>
internal static class Fields
{
    public static readonly Field<string, EmailAddress> Email =
        new("email", EmailAddress.TryParse, "must be an e-mail address of at most 254 characters");

    public static readonly Field<string, Password> Password =
        new("password", AsEntered, "must have 1 to 128 characters");

    public static readonly Field<string, Password> ChosenPassword =
        new("password", AsChosen, "must have 8 to 128 characters");

    public static readonly Field<string, Password> NewPassword = ChosenPassword with { Name = "newPassword" };

    public static readonly Field<string, Pin> Pin = new("pin", AsEntered, "must have 4 to 6 digits");

    public static readonly Field<string, Pin> ChosenPin = new(
        "pin", AsChosen, "must have 4 to 6 digits, neither one digit repeated nor a straight run like 1234 or 9876");

    public static readonly Field<string, Pin> NewPin = ChosenPin with { Name = "newPin" };

    public static readonly Field<string, WalletId> ReceiverWalletId =
        new("receiverWalletId", WalletId.TryParse, "must be a wallet ID like asha@wallet, in small letters");

    public static readonly Field<string, WalletId> PayerWalletId = ReceiverWalletId with { Name = "payerWalletId" };

    public static readonly Field<long, TimeSpan> RequestLifetime =
        new("expiresIn", AsLifetime, "must be 60 to 2592000 seconds");

    public static readonly Field<long, Amount> Amount =
        new("amount", Core.Amount.TryFrom, "must be 1 to 1000000000000 minor units");

    public static readonly Field<string, IdempotencyKey> IdempotencyKey =
        new("idempotencyKey", Core.IdempotencyKey.TryParse, "must have 1 to 128 visible ASCII characters");

    public static readonly Field<string, Note> Note =
        new("note", Core.Note.TryParse, "must have at most 140 characters and no control characters");

    public static readonly Field<long, TimeSpan> HoldTime =
        new("expiresIn", AsHoldTime, "must be 60 to 2592000 seconds");

    public static readonly Field<string, PersonName> PersonName =
        new("name", Core.PersonName.TryParse, "must have 1 to 100 characters and no control characters");

    public static readonly Field<string, Note> Reason =
        new("reason", Core.Note.TryParseSaying, "must have 1 to 140 characters and no control characters");

    public static readonly Field<string, Note> KeyName = Reason with { Name = "name" };

    public static readonly Field<string, FrozenSides> Sides =
        new("direction", OperatorNames.Sides.TryParse, "must be debit, credit or both");

    public static readonly Field<string, UnlockedSecret> Unlocked =
        new("what", OperatorNames.Secrets.TryParse, "must be pin or sign-in");

    public static readonly Field<string, Timestamp> Until = new("until", Moments.TryParse, Moments.Rule);

    private static bool AsHoldTime(long seconds, out TimeSpan time) =>
        AsTime(seconds, Limits.MinHoldTime, Limits.MaxHoldTime, out time);

    private static bool AsLifetime(long seconds, out TimeSpan lifetime) =>
        AsTime(seconds, Limits.MinRequestLifetime, Limits.MaxRequestLifetime, out lifetime);

    private static bool AsTime(long seconds, TimeSpan least, TimeSpan most, out TimeSpan time)
    {
        var valid = seconds >= least.TotalSeconds && seconds <= most.TotalSeconds;
        time = valid ? TimeSpan.FromSeconds(seconds) : default;
        return valid;
    }

    private static bool AsEntered(string text, out Password password) => Core.Password.TryParse(text, out password!);

    private static bool AsEntered(string text, out Pin pin) => Core.Pin.TryParse(text, out pin!);

    private static bool AsChosen(string text, out Password password) =>
        AsEntered(text, out password) && password.MayBeChosen;

    private static bool AsChosen(string text, out Pin pin) => AsEntered(text, out pin) && pin.MayBeChosen;
}
