using Wallet.Core;

namespace Wallet.Api;

/// <summary>Every member of every request body. The rules are those of the Core value types.</summary>
internal static class Fields
{
    public static readonly TextField<EmailAddress> Email =
        new("email", EmailAddress.TryParse, "must be an e-mail address of at most 254 characters");

    public static readonly TextField<Password> Password = new("password", AsEntered, "must have 1 to 128 characters");

    public static readonly TextField<Password> ChosenPassword =
        new("password", AsChosen, "must have 8 to 128 characters") { Shown = typeof(ChosenPassword) };

    public static readonly TextField<Password> NewPassword =
        new("newPassword", AsChosen, "must have 8 to 128 characters") { Shown = typeof(ChosenPassword) };

    public static readonly TextField<Pin> Pin = new("pin", AsEntered, "must have 4 to 6 digits");

    public static readonly TextField<Pin> ChosenPin = new("pin", AsChosen, ChosenPinRule);

    public static readonly TextField<Pin> NewPin = new("newPin", AsChosen, ChosenPinRule);

    public static readonly TextField<WalletId> ReceiverWalletId =
        new("receiverWalletId", WalletId.TryParse, "must be a wallet ID like asha@wallet, in small letters");

    public static readonly IntegerField<Amount> Amount =
        new("amount", Core.Amount.TryFrom, "must be 1 to 1000000000000 minor units");

    public static readonly TextField<IdempotencyKey> IdempotencyKey =
        new("idempotencyKey", Core.IdempotencyKey.TryParse, "must have 1 to 128 visible ASCII characters")
        {
            Description =
            "Names this attempt to move money. It may come as the Idempotency-Key header instead; if both come they " +
            "must be equal.",
        };

    public static readonly TextField<Note> Note =
        new("note", Core.Note.TryParse, "must have at most 140 characters and no control characters");

    private const string ChosenPinRule =
        "must have 4 to 6 digits, neither one digit repeated nor a straight run like 1234 or 9876";

    private static bool AsEntered(string text, out Password password) => Core.Password.TryParse(text, out password!);

    private static bool AsEntered(string text, out Pin pin) => Core.Pin.TryParse(text, out pin!);

    private static bool AsChosen(string text, out Password password) =>
        AsEntered(text, out password) && password.MayBeChosen;

    private static bool AsChosen(string text, out Pin pin) => AsEntered(text, out pin) && pin.MayBeChosen;
}
