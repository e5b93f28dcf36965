using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>What a registration is on the wire.</summary>
public sealed class RegistrationContract : WireContract
{
    private readonly NewUser _eve = People.New("eve@example.org");

    [Fact]
    public async Task User_and_wallet_are_made_in_one_transaction()
    {
        Assert.Equal(Commands.Wallet("eve"), await RegisterAsync());

        Assert.Equal(["find users", "find wallets", "insert wallets", "insert users", "commitTransaction"],
            Fake.Received.Select(static command => command.Summary));
        AssertIsOneTransaction(Fake.Received);
    }

    [Theory]
    [InlineData("insert wallets")]
    [InlineData("insert users")]
    public async Task Who_loses_a_race_looks_again(string step)
    {
        Fake.OnNext(step, WireFault.AnswerWith(Replies.DuplicateKey) with { Executes = false });

        Assert.Equal(Commands.Wallet("eve"), await RegisterAsync());

        Assert.Equal(2, Transactions().Count);
        Assert.Single(Fake.Documents("users"), user => user["email"] == "eve@example.org");
    }

    [Fact]
    public async Task Who_loses_the_email_to_another_process_is_told_that_it_is_taken()
    {
        await using var second = await OpenAgainAsync();
        Fake.OnNext("insert users", WireFault.After(async () =>
            await second.RegisterAsync(People.New("EVE@example.org"), [Commands.Wallet("eva")])));

        Assert.Null(await RegisterAsync());

        Assert.Equal(Commands.Wallet("eva"), (await Ledger.FindByEmailAsync(_eve.Email))!.Wallet);
        Assert.Null(await Ledger.FindWalletAsync(Commands.Wallet("eve")));
    }

    [Fact]
    public async Task A_registration_whose_answer_was_lost_is_found_and_not_taken_for_another_ones()
    {
        Fake.OnNext("commitTransaction", WireFault.AnswerWith(FakeError.NoSuchTransaction.ToReply()));

        Assert.Equal(Commands.Wallet("eve"), await RegisterAsync());

        Assert.Equal(2, Transactions().Count);
    }

    [Fact]
    public async Task No_message_of_a_failure_holds_the_email_or_a_hash()
    {
        Fake.On(static command => command.Summary == "insert users"
            ? WireFault.AnswerWith(Replies.DuplicateKey) with { Executes = false }
            : null);
        await using var ledger = await OpenAgainAsync(TimeSpan.FromSeconds(2));

        var failure = await Assert.ThrowsAsync<LedgerException>(async () =>
            await ledger.RegisterAsync(_eve, [Commands.Wallet("eve")]));

        Assert.Equal(LedgerFailure.Unavailable, failure.Failure);
        Assert.DoesNotContain("example.org", failure.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(_eve.Password.Bcrypt, failure.ToString(), StringComparison.Ordinal);
    }

    private async Task<WalletId?> RegisterAsync() =>
        await Ledger.RegisterAsync(_eve, [Commands.Wallet("ada"), Commands.Wallet("eve")]);
}
