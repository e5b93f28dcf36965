namespace Wallet.Core.Tests;

/// <summary>Secrets from text.</summary>
internal static class Secret
{
    public static Pin Pin(string digits) =>
        Core.Pin.TryParse(digits, out var pin) ? pin : throw new FormatException("Not a PIN.");

    public static Password Password(string text) =>
        Core.Password.TryParse(text, out var password) ? password : throw new FormatException("Not a password.");
}
