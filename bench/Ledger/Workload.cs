namespace Wallet.Bench;

/// <summary>Transfers of 1 minor unit between random wallets under random UUID keys, as the load over HTTP has
/// them.</summary>
internal sealed class Workload(int wallets, int seed)
{
    private static readonly Amount One = Amount.From(1);

    private readonly WalletId[] _ids = [.. Enumerable.Range(0, wallets).Select(BenchWallets.Id)];
    private readonly Random _random = new(seed);
    private readonly byte[] _key = new byte[16];

    /// <summary>The next transfers. They are made before the clock starts, for the ledger and for the bare loop
    /// alike.</summary>
    public LedgerCommand[] Take(int count)
    {
        var commands = new LedgerCommand[count];
        for (var i = 0; i < count; i++)
            commands[i] = Next();
        return commands;
    }

    /// <summary>The next transfer.</summary>
    public LedgerCommand Next()
    {
        var sender = _random.Next(_ids.Length);
        var receiver = _random.Next(_ids.Length - 1);
        return Transfer(_ids[sender], _ids[receiver >= sender ? receiver + 1 : receiver]);
    }

    /// <summary>A transfer to a given wallet from any other.</summary>
    public LedgerCommand NextTo(WalletId receiver)
    {
        WalletId sender;
        do
            sender = _ids[_random.Next(_ids.Length)];
        while (sender == receiver);
        return Transfer(sender, receiver);
    }

    private LedgerCommand Transfer(WalletId sender, WalletId receiver)
    {
        _random.NextBytes(_key);
        return LedgerCommand.Transfer(
            sender, receiver, One, null, IdempotencyKey.Parse(new Guid(_key).ToString("D")),
            TransferId.New(TimeProvider.System));
    }
}
