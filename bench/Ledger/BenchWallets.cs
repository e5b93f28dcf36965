namespace Wallet.Bench;

/// <summary>Makes ledgers with wallets that have money.</summary>
internal static class BenchWallets
{
    /// <summary>What each wallet starts with, in minor units.</summary>
    public const long StartMinor = 1_000_000_000_000;

    private static readonly SecretHash NoSecret = new("none", "none");

    /// <summary>The ID of a wallet by its place.</summary>
    public static WalletId Id(int place) => WalletId.Parse($"bench{place:000000}{WalletId.Suffix}");

    /// <summary>Registers users whose secrets verify with nothing.</summary>
    public static async Task RegisterAsync(IUserStore ledger, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (!EmailAddress.TryParse($"bench{i:000000}@example.com", out var email))
                throw new InvalidOperationException("Not an e-mail.");
            var user = new NewUser(
                UserId.New(TimeProvider.System), email, NoSecret, NoSecret, Timestamp.Now(TimeProvider.System));
            if (await ledger.RegisterAsync(user, [Id(i)]) is null)
                throw new InvalidOperationException("The ledger was not new.");
        }
    }

    /// <summary>Deposits that give each of <paramref name="count"/> wallets its money.</summary>
    public static LedgerCommand[] Deposits(int count) =>
        [.. Enumerable.Range(0, count).Select(static i =>
            LedgerCommand.Deposit(
                Id(i), Amount.From(StartMinor), IdempotencyKey.Parse("fund"), TransferId.New(TimeProvider.System)))];
}
