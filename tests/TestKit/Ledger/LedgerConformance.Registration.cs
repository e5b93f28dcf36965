using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    [Fact]
    public async Task A_registered_user_is_found_by_id_and_by_email_as_stored()
    {
        var newcomer = People.New("Ada@Example.org", FakeTime.Start.AddTicks(12_345_670));
        var wallet = Commands.Wallet("ada");

        Assert.Equal(wallet, await Users.RegisterAsync(newcomer, [wallet]));
        var user = await Users.FindAsync(newcomer.Id);
        Assert.NotNull(user);
        Assert.Equal(
            new User(newcomer.Id, newcomer.Email, wallet, newcomer.Password, newcomer.Pin, user.TokenGeneration,
            newcomer.CreatedAt), user);
        Assert.Equal(user, await Users.FindByEmailAsync(People.Email("aDA@eXAMPLE.ORG")));
        Assert.Equal(new WalletView(wallet, 0, null, newcomer.CreatedAt, 0), await Ledger.FindWalletAsync(wallet));
    }

    [Fact]
    public async Task A_user_is_found_by_wallet_with_the_name_and_reserved_wallets_have_none()
    {
        var named = People.New("ada@example.org") with { Name = PersonName.Parse("Ada Lovelace") };
        await Users.RegisterAsync(named, [Commands.Wallet("ada")]);
        await Users.RegisterWalletAsync("bob");
        await ReopenAsync();

        var ada = await Users.FindByWalletAsync(Commands.Wallet("ada"));
        Assert.Equal((named.Id, named.Name), (ada!.Id, ada.Name));
        Assert.Equal(ada, await Users.FindAsync(named.Id));
        Assert.Equal(ada, await Users.FindByEmailAsync(named.Email));
        Assert.Null((await Users.FindByWalletAsync(Commands.Wallet("bob")))!.Name);
        Assert.Null(await Users.FindByWalletAsync(WalletId.Issuer));
        Assert.Null(await Users.FindByWalletAsync(Commands.Wallet("eve")));
    }

    [Fact]
    public async Task Who_is_not_registered_is_not_found()
    {
        await OpenWalletAsync("ada");

        Assert.Null(await Users.FindAsync(UserId.New(TimeProvider.System)));
        Assert.Null(await Users.FindByEmailAsync(People.Email("eve@example.org")));
        Assert.Null(await Ledger.FindWalletAsync(Commands.Wallet("eve")));
    }

    [Fact]
    public async Task An_email_registers_once_whatever_its_case_and_leaves_no_wallet_behind()
    {
        var first = People.New("ada@example.org");
        await Users.RegisterAsync(first, [Commands.Wallet("ada")]);

        Assert.Null(await Users.RegisterAsync(People.New("ADA@example.ORG"), [Commands.Wallet("other")]));

        Assert.Equal(first.Id, (await Users.FindByEmailAsync(first.Email))?.Id);
        Assert.Null(await Ledger.FindWalletAsync(Commands.Wallet("other")));
    }

    [Fact]
    public async Task Candidates_are_tried_in_order_and_no_further_than_needed()
    {
        await OpenWalletAsync("a1");
        await OpenWalletAsync("a2");

        // As many candidates as anybody asks for: only one who stops at the first free one ever returns.
        var candidates = Enumerable.Range(1, int.MaxValue - 1).Select(static i => Commands.Wallet($"a{i}"));
        Assert.Equal(Commands.Wallet("a3"), await Users.RegisterAsync(People.New("third@example.org"), candidates));
        Assert.Equal(Commands.Wallet("a4"), await Users.RegisterAsync(People.New("fourth@example.org"), candidates));
    }

    [Fact]
    public async Task Nobody_gets_the_issuer()
    {
        var wallet =
            await Users.RegisterAsync(People.New("issuer@example.org"), [WalletId.Issuer, Commands.Wallet("issuer-1")]);

        Assert.Equal(Commands.Wallet("issuer-1"), wallet);
    }

    [Fact]
    public async Task Of_parallel_registrations_of_one_email_one_wins()
    {
        var wallets = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
            await Users.RegisterAsync(People.New("ada@example.org"), [Commands.Wallet($"ada{i}")]))));

        var winner = Assert.Single(wallets, static wallet => wallet is not null);
        Assert.Equal(winner, (await Users.FindByEmailAsync(People.Email("ada@example.org")))?.Wallet);
        for (var i = 0; i < wallets.Length; i++)
            Assert.Equal(wallets[i] is not null, await Ledger.FindWalletAsync(Commands.Wallet($"ada{i}")) is not null);
    }

    [Fact]
    public async Task Parallel_registrations_of_one_name_get_a_wallet_each()
    {
        var wallets = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
            await Users.RegisterAsync(People.New($"ada@{i}.example.org"), Enumerable.Range(0, 30)
                .Select(static n => Commands.Wallet($"ada{n}"))))));

        Assert.Equal(Enumerable.Range(0, 20).Select(static n => Commands.Wallet($"ada{n}").Value)
            .Order(), wallets.Select(static wallet => wallet!.Value.Value).Order());
    }
}
