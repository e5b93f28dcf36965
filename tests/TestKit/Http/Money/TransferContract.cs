using System.Text.Json;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary><c>POST /wallet/transfer</c>: what it does, and which refusal wins.</summary>
public abstract class TransferContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public async Task A_transfer_moves_money_and_tells_both_sides()
    {
        var (sender, receiver) = (await UserAsync(100), await UserAsync(5));
        var reply = (await sender.PayAsync(receiver, 30, NewKey(), "lunch 🍛")).Expect(201);
        Assert.Equal(
            [
                "amount", "balanceAfter", "createdAt", "currency", "link", "note", "onBehalfOf", "operation",
                "receiverWalletId", "senderWalletId", "transferId",
            ],
            reply.Json.EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.Matches("^[0-9a-f]{32}$", reply["transferId"]);
        Assert.Equal(sender.WalletId, reply["senderWalletId"]);
        Assert.Equal(receiver.WalletId, reply["receiverWalletId"]);
        Assert.Equal(30, reply.Number("amount"));
        Assert.Equal(70, reply.Number("balanceAfter"));
        Assert.Equal("INR", reply["currency"]);
        Assert.Equal(("transfer", "lunch 🍛"), (reply["operation"], reply["note"]));
        Assert.Equal(JsonValueKind.Null, reply.Json.GetProperty("link").ValueKind);
        Assert.Equal("/transfers/" + reply["transferId"], reply.Headers.Location!.ToString());
        Assert.False(reply.Replayed);
        Assert.Equal(70, await sender.BalanceAsync());
        Assert.Equal(35, await receiver.BalanceAsync());
    }

    [Fact]
    public async Task The_whole_balance_can_be_sent_and_not_a_unit_more()
    {
        var (sender, receiver) = (await UserAsync(100), await UserAsync());
        (await sender.PayAsync(receiver, 101, NewKey())).Refused(422, "insufficient_funds");
        (await sender.PayAsync(receiver, 100, NewKey())).Expect(201);
        (await sender.PayAsync(receiver, 1, NewKey())).Refused(422, "insufficient_funds");
        Assert.Equal(0, await sender.BalanceAsync());
        Assert.Equal(100, await receiver.BalanceAsync());
    }

    [Theory]
    [InlineData("nobody-has-this-name@wallet")]
    [InlineData("issuer@wallet")]
    public async Task Nobody_and_the_issuer_are_no_receivers(string receiver)
    {
        var sender = await UserAsync(100);
        (await sender.PayAsync(receiver, 1, NewKey())).Refused(422, "receiver_not_found");
        Assert.Equal(100, await sender.BalanceAsync());
    }

    [Fact]
    public async Task A_transfer_to_oneself_is_refused_before_the_pin_is_looked_at()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        var key = NewKey();
        for (var i = 0; i < 6; i++)
            (await user.PayAsync(user, 1, key, pin: TestUser.OtherPin(user.Pin))).Refused(422, "self_transfer");
        (await user.PayAsync(other, 1, key)).Expect(201);
        Assert.Equal(99, await user.BalanceAsync());
    }

    [Fact]
    public async Task Where_several_refusals_apply_the_first_of_the_chain_is_told()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        var wrong = TestUser.OtherPin(user.Pin);
        var used = NewKey();
        (await user.PayAsync(other, 1, used)).Expect(201);

        (await user.PayAsync("not a wallet", 0, "", pin: wrong))
            .Invalid("receiverWalletId", "amount", "idempotencyKey");
        (await user.PayAsync("nobody-at-all@wallet", 1000, NewKey(), pin: wrong)).Refused(403, "wrong_pin");
        (await user.PayAsync(other, 2, used, pin: wrong)).Refused(403, "wrong_pin");
        (await user.PayAsync("nobody-at-all@wallet", 1000, used)).Refused(422, "idempotency_key_reused");
        (await user.PayAsync("nobody-at-all@wallet", 1000, NewKey())).Refused(422, "receiver_not_found");
        await Hosts.Shared.Host.SetFrozenAsync(user.WalletId, true);
        (await user.PayAsync("nobody-at-all@wallet", 1, NewKey())).Refused(422, "receiver_not_found");
        (await user.PayAsync(other, 1000, NewKey())).Refused(422, "wallet_frozen");
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("140 characters: ")]
    [InlineData("שלום \u202e עולם 👩‍👩‍👧‍👦 ñ\u0301 \"\\/<>&'")]
    public async Task A_note_comes_back_as_it_was(string note)
    {
        if (note.StartsWith("140", StringComparison.Ordinal))
            note = note.PadRight(140, 'n');
        var (sender, receiver) = (await UserAsync(100), await UserAsync());
        var reply = (await sender.PayAsync(receiver, 1, NewKey(), note)).Expect(201);
        Assert.Equal(note, reply["note"]);
        var item = (await receiver.GetAsync("/transactions")).Expect(200).Json.GetProperty("items")[0];
        Assert.Equal(note, item.GetProperty("note").GetString());
    }

    [Fact]
    public async Task No_note_is_null_and_not_empty()
    {
        var (sender, receiver) = (await UserAsync(100), await UserAsync());
        var key = NewKey();
        var reply = (await sender.PayAsync(receiver, 1, key)).Expect(201);
        Assert.Equal(JsonValueKind.Null, reply.Json.GetProperty("note").ValueKind);
        (await sender.PayAsync(receiver, 1, key, "")).Refused(422, "idempotency_key_reused");
    }

    [Theory]
    [InlineData(141, 'n')]
    [InlineData(1, '\n')]
    [InlineData(1, '\u0000')]
    [InlineData(1, '\u0085')]
    public async Task A_long_note_or_one_with_control_characters_is_refused(int length, char of)
    {
        var (sender, receiver) = (await UserAsync(100), await UserAsync());
        (await sender.PayAsync(receiver, 1, NewKey(), new string(of, length))).Invalid("note");
    }

    [Theory]
    [InlineData("")]
    [InlineData("someone")]
    [InlineData("Someone@wallet")]
    [InlineData("some one@wallet")]
    [InlineData("-someone@wallet")]
    [InlineData("someone@walle")]
    [InlineData("someone@wallet ")]
    [InlineData("someone@wallet\u0000")]
    public async Task A_receiver_that_is_no_wallet_id_is_malformed(string receiver) =>
        (await (await UserAsync(100)).PayAsync(receiver, 1, NewKey())).Invalid("receiverWalletId");
}
