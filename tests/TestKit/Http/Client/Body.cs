using System.Text.Json.Nodes;

namespace Wallet.TestKit.Http;

/// <summary>Request bodies as JSON text.</summary>
public static class Body
{
    /// <summary>For <c>POST /auth/register</c>.</summary>
    public static string Register(string email, string password, string pin, string? name = null)
    {
        var body = new JsonObject { ["email"] = email, ["password"] = password, ["pin"] = pin };
        if (name is not null)
            body["name"] = name;
        return body.ToJsonString();
    }

    /// <summary>For <c>POST /auth/login</c>.</summary>
    public static string Login(string email, string password) =>
        new JsonObject { ["email"] = email, ["password"] = password }.ToJsonString();

    /// <summary>For <c>POST /auth/pin</c>.</summary>
    public static string ChangePin(string pin, string newPin) =>
        new JsonObject { ["pin"] = pin, ["newPin"] = newPin }.ToJsonString();

    /// <summary>For <c>POST /auth/password</c>.</summary>
    public static string ChangePassword(string password, string newPassword) =>
        new JsonObject { ["password"] = password, ["newPassword"] = newPassword }.ToJsonString();

    /// <summary>For <c>POST /wallet/deposit</c>.</summary>
    public static string Deposit(long amount, string? key) =>
        WithKey(new JsonObject { ["amount"] = amount }, key).ToJsonString();

    /// <summary>For <c>POST /wallet/transfer</c>.</summary>
    public static string Transfer(string receiver, long amount, string pin, string? key, string? note = null)
    {
        var body = new JsonObject { ["receiverWalletId"] = receiver, ["amount"] = amount, ["pin"] = pin };
        if (note is not null)
            body["note"] = note;
        return WithKey(body, key).ToJsonString();
    }

    /// <summary>For <c>POST /transfers/{transferId}/refund</c>; for all that is left unless an amount is
    /// given.</summary>
    public static string Refund(long? amount, string pin, string? key, string? note = null)
    {
        var body = new JsonObject { ["pin"] = pin };
        if (amount is not null)
            body["amount"] = amount;
        if (note is not null)
            body["note"] = note;
        return WithKey(body, key).ToJsonString();
    }

    /// <summary>For <c>POST /wallet/holds</c>.</summary>
    public static string Hold(
        string receiver, long amount, string pin, string? key, string? note = null, long? expiresIn = null)
    {
        var body = new JsonObject { ["receiverWalletId"] = receiver, ["amount"] = amount, ["pin"] = pin };
        if (note is not null)
            body["note"] = note;
        if (expiresIn is not null)
            body["expiresIn"] = expiresIn;
        return WithKey(body, key).ToJsonString();
    }

    /// <summary>For <c>POST /requests</c>.</summary>
    public static string Ask(
        string payer, long amount, string? key, string? note = null, long? expiresIn = null)
    {
        var body = new JsonObject { ["payerWalletId"] = payer, ["amount"] = amount };
        if (note is not null)
            body["note"] = note;
        if (expiresIn is not null)
            body["expiresIn"] = expiresIn;
        return WithKey(body, key).ToJsonString();
    }

    /// <summary>For <c>POST /holds/{holdId}/capture</c>, and without an amount for <c>…/release</c>.</summary>
    public static string Capture(string? key, long? amount = null)
    {
        var body = new JsonObject();
        if (amount is not null)
            body["amount"] = amount;
        return WithKey(body, key).ToJsonString();
    }

    /// <summary>For <c>PUT /wallet/limits</c>; null for no limit.</summary>
    public static string Limits(long? perTransfer, long? perDay, string pin) =>
        new JsonObject { ["perTransfer"] = perTransfer, ["perDay"] = perDay, ["pin"] = pin }.ToJsonString();

    /// <summary>For <c>POST /requests/{requestId}/pay</c>.</summary>
    public static string Pay(string pin) => new JsonObject { ["pin"] = pin }.ToJsonString();

    /// <summary>The answer that made a transfer, as it is when the transfer is looked up.</summary>
    public static string Refunded(string made, long refunded) => $"{made[..^1]},\"refunded\":{refunded}}}";

    private static JsonObject WithKey(JsonObject body, string? key)
    {
        if (key is not null)
            body["idempotencyKey"] = key;
        return body;
    }
}
