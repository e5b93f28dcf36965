using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    [Fact]
    public async Task A_pin_is_replaced_only_by_who_knows_what_it_is_now()
    {
        var user = await RegisterUserAsync();
        var replacement = People.Hash();

        Assert.True(await Users.ReplacePinAsync(user.Id, user.Pin, replacement));
        Assert.False(await Users.ReplacePinAsync(user.Id, user.Pin, People.Hash()));
        Assert.False(await Users.ReplacePinAsync(user.Id, replacement with { PepperId = "pepper-2" }, People.Hash()));
        Assert.False(await Users.ReplacePinAsync(UserId.New(TimeProvider.System), replacement, People.Hash()));

        Assert.Equal(user with { Pin = replacement }, await Users.FindAsync(user.Id));
    }

    [Fact]
    public async Task A_password_is_replaced_only_by_who_knows_what_it_is_now_and_ends_earlier_tokens()
    {
        var user = await RegisterUserAsync();
        var (replacement, second) = (People.Hash() with { PepperId = "pepper-2" }, People.Hash());

        Assert.True(await Users.ReplacePasswordAsync(user.Id, user.Password, replacement));
        Assert.False(await Users.ReplacePasswordAsync(user.Id, user.Password, People.Hash()));
        Assert.False(await Users.ReplacePasswordAsync(UserId.New(TimeProvider.System), replacement, People.Hash()));
        Assert.Equal(user with { Password = replacement, TokenGeneration = user.TokenGeneration + 1 },
            await Users.FindAsync(user.Id));

        Assert.True(await Users.ReplacePasswordAsync(user.Id, replacement, second));
        Assert.Equal(user with { Password = second, TokenGeneration = user.TokenGeneration + 2 },
            await Users.FindByEmailAsync(user.Email));
    }

    [Fact]
    public async Task A_password_that_stays_the_same_is_hashed_anew_without_ending_tokens()
    {
        var user = await RegisterUserAsync();
        var replacement = People.Hash() with { PepperId = "pepper-2" };

        Assert.True(await Users.RehashPasswordAsync(user.Id, user.Password, replacement));
        Assert.False(await Users.RehashPasswordAsync(user.Id, user.Password, People.Hash()));
        Assert.False(await Users.RehashPasswordAsync(UserId.New(TimeProvider.System), replacement, People.Hash()));

        Assert.Equal(user with { Password = replacement }, await Users.FindAsync(user.Id));
    }

    [Fact]
    public async Task An_operator_learns_how_much_is_under_each_pepper_also_while_the_ledger_is_served()
    {
        Assert.Empty(await Operator.CountPeppersAsync());
        var user = await RegisterUserAsync();
        Assert.Equal([new PepperUse("pepper-1", 2, 2)], await Operator.CountPeppersAsync());

        await Users.RehashPasswordAsync(user.Id, user.Password, People.Hash() with { PepperId = "pepper-2" });
        Assert.Equal([new PepperUse("pepper-1", 1, 2), new PepperUse("pepper-2", 1, 0)],
            await Operator.CountPeppersAsync());
    }

    [Fact]
    public async Task Of_parallel_replacements_one_wins()
    {
        var user = await RegisterUserAsync();
        var replacements = Enumerable.Range(0, 16).Select(static _ => People.Hash()).ToArray();

        var pins =
            await InParallelAsync(16, async i => await Users.ReplacePinAsync(user.Id, user.Pin, replacements[i]));
        var passwords = await InParallelAsync(16, async i =>
            await Users.ReplacePasswordAsync(user.Id, user.Password, replacements[i]));

        Assert.Single(pins, static won => won);
        Assert.Single(passwords, static won => won);
        Assert.Equal(
            user with
            {
                Pin = replacements[Array.IndexOf(pins, true)],
                Password = replacements[Array.IndexOf(passwords, true)],
                TokenGeneration = user.TokenGeneration + 1,
            },
            await Users.FindAsync(user.Id));
    }

    private async Task<User> RegisterUserAsync()
    {
        await OpenWalletAsync("neighbour");
        var newcomer = People.New("ada@example.org");
        await Users.RegisterAsync(newcomer, [Commands.Wallet("ada")]);
        return (await Users.FindAsync(newcomer.Id))!;
    }
}
