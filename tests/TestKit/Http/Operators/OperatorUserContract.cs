using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>Finding users, lifting their locks, signing them out.</summary>
public abstract class OperatorUserContract(WalletHosts hosts) : HttpContract(hosts)
{
    private Task<TestOperator> OperatorAsync() => TestOperator.AddAsync(Hosts.Shared, OperatorCalls.AllScopes);

    private static Task<Reply> FindAsync(TestOperator boss, string email) =>
        boss.GetAsync("/operator/users?email=" + Uri.EscapeDataString(email));

    private static Task<Reply> UnlockAsync(TestOperator boss, string userId, string what) => boss.PostAsync(
        $"/operator/users/{userId}/unlock", new JsonObject { ["what"] = what, ["reason"] = "forgot it" });

    [Fact]
    public async Task A_user_is_found_by_email_however_it_is_written()
    {
        var (user, boss) = (await UserAsync(), await OperatorAsync());
        var found = (await FindAsync(boss, "  " + user.Email.ToUpperInvariant())).Expect(200);
        Assert.Equal((user.UserId, user.Email, user.WalletId), (found["userId"], found["email"], found["walletId"]));
        Assert.Equal(JsonValueKind.Null, found.Json.GetProperty("pin").GetProperty("lockedUntil").ValueKind);
        Assert.Equal(0, found.Json.GetProperty("signIn").GetProperty("lockedAddresses").GetInt32());
        Assert.Equal(["createdAt", "email", "pin", "signIn", "userId", "walletId"],
            found.Json.EnumerateObject().Select(static member => member.Name).Order(StringComparer.Ordinal));
        (await FindAsync(boss, TestUser.NewEmail())).Refused(404, "not_found");
        (await FindAsync(boss, "nobody")).Invalid("email");
        (await boss.GetAsync("/operator/users")).Invalid("email");
        (await boss.GetAsync($"/operator/users?email={user.Email}&pin=1")).Invalid("pin");
    }

    [Fact]
    public async Task A_locked_pin_is_told_and_unlocked_at_once()
    {
        var (user, other, boss) = (await UserAsync(100), await UserAsync(), await OperatorAsync());
        for (var i = 0; i < 5; i++)
            (await user.PayAsync(other, 1, NewKey(), pin: TestUser.OtherPin(user.Pin))).Refused(403, "wrong_pin");
        (await user.PayAsync(other, 1, NewKey())).Refused(423, "pin_locked");
        Assert.Equal(JsonValueKind.String, (await FindAsync(boss, user.Email)).Expect(200)
            .Json.GetProperty("pin").GetProperty("lockedUntil").ValueKind);

        (await UnlockAsync(boss, user.UserId, "pin")).Expect(204);
        Assert.Equal(JsonValueKind.Null, (await FindAsync(boss, user.Email)).Expect(200)
            .Json.GetProperty("pin").GetProperty("lockedUntil").ValueKind);
        // All tries are there again, and no more.
        for (var left = 4; left >= 1; left--)
            Assert.Equal(left, (await user.PayAsync(other, 1, NewKey(), pin: TestUser.OtherPin(user.Pin)))
                .Refused(403, "wrong_pin").Number("attemptsLeft"));
        (await user.PayAsync(other, 1, NewKey())).Expect(201);
        var row = (await boss.LogAsync(200)).First(row => row.GetProperty("target").GetString() == user.UserId);
        Assert.Equal(("unlocked", "pin", "forgot it", boss.KeyId), (row.GetProperty("kind").GetString(),
            row.GetProperty("detail").GetString(), row.GetProperty("reason").GetString(),
            row.GetProperty("by").GetString()));
    }

    [Fact]
    public async Task A_locked_sign_in_is_told_and_unlocked_at_once()
    {
        var (user, boss) = (await UserAsync(), await OperatorAsync());
        for (var i = 0; i < 10; i++)
            (await Client.PostAsync("/auth/login", Body.Login(user.Email, TestUser.NewPassword())))
                .Refused(401, "invalid_credentials");
        (await Client.PostAsync("/auth/login", Body.Login(user.Email, user.Password))).Refused(423, "sign_in_locked");
        Assert.Equal(1, (await FindAsync(boss, user.Email)).Expect(200)
            .Json.GetProperty("signIn").GetProperty("lockedAddresses").GetInt32());

        (await UnlockAsync(boss, user.UserId, "sign-in")).Expect(204);
        await user.SignInAsync();
        Assert.Equal(0, (await FindAsync(boss, user.Email)).Expect(200)
            .Json.GetProperty("signIn").GetProperty("lockedAddresses").GetInt32());
        // What was not locked is unlocked all the same.
        (await UnlockAsync(boss, user.UserId, "sign-in")).Expect(204);
    }

    [Fact]
    public async Task Signing_out_ends_all_tokens_and_the_user_can_sign_in_again()
    {
        var (user, boss) = (await UserAsync(), await OperatorAsync());
        var first = user.Token;
        await user.SignInAsync();
        (await user.GetAsync("/wallet")).Expect(200);
        (await boss.PostAsync($"/operator/users/{user.UserId}/sign-out", OperatorCalls.Reason())).Expect(204);
        (await user.GetAsync("/wallet")).Refused(401, "unauthenticated");
        (await Client.GetAsync("/wallet", first)).Refused(401, "unauthenticated");
        await user.SignInAsync();
        (await user.GetAsync("/wallet")).Expect(200);
    }

    [Theory]
    [InlineData("0198c0de0198c0de0198c0de0198c0de")]
    [InlineData("nobody")]
    [InlineData("0198C0DE0198C0DE0198C0DE0198C0DE")]
    public async Task Nobody_is_neither_unlocked_nor_signed_out(string userId)
    {
        var boss = await OperatorAsync();
        (await UnlockAsync(boss, userId, "pin")).Refused(404, "not_found");
        (await UnlockAsync(boss, userId, "sign-in")).Refused(404, "not_found");
        (await UnlockAsync(boss, userId, "everything")).Invalid("what");
        (await boss.PostAsync($"/operator/users/{userId}/sign-out", OperatorCalls.Reason()))
            .Refused(404, "not_found");
    }
}
