using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>
/// Where the operators' commands go: to the host that serves the ledger, if it listens on a socket of this machine, and
/// otherwise to the ledger itself.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="socket">The path of the socket; null where hosts have none.</param>
/// <param name="reachLocks">Finds the cluster that has the locks; null where only a host can lift one that
/// serves.</param>
public sealed class OperatorDesk(
    ILedgerOperator ledger, string? socket = null, Func<Task<IClusterLocks>>? reachLocks = null)
{
    /// <summary>Does what is done and logged in the ledger alone.</summary>
    /// <exception cref="StartException">It was refused, or its outcome is not known.</exception>
    public async Task<OperatorVerdict> ActAsync(OperatorAct act)
    {
        using var host = await ServingHost.FindAsync(socket);
        return host is not null
            ? await host.ActAsync(act)
            : await ledger.ActAsync(store => store.ActAsync(act).AsTask());
    }

    /// <summary>Lifts a lock.</summary>
    /// <exception cref="StartException">Nobody is there who could.</exception>
    public async Task<OperatorVerdict> UnlockAsync(UserId id, UnlockedSecret secret, Note reason)
    {
        var act = new UnlockUser(id, secret, null, reason);
        using var host = await ServingHost.FindAsync(socket);
        if (host is not null)
            return await host.ActAsync(act);
        if (reachLocks is null)
            throw new StartException(ExitCodes.CannotStart,
                "Nobody serves this ledger. A lock is lifted by the host that has it: start it, and try again.");
        await using var locks = await reachLocks();
        var (user, verdict) = await ledger.ActAsync(async store =>
            (await store.FindAsync(id), await store.ActAsync(act)));
        if (user is not null)
            await locks.UnlockAsync(user, secret);
        return verdict;
    }

    /// <summary>The ID of the user with an e-mail; null if there is none.</summary>
    public async Task<UserId?> FindUserAsync(EmailAddress email)
    {
        using var host = await ServingHost.FindAsync(socket);
        return host is not null
            ? await host.FindUserAsync(email)
            : (await ledger.ActAsync(store => store.FindByEmailAsync(email).AsTask()))?.Id;
    }

    /// <summary>Gives back a transfer, or a part of it.</summary>
    /// <exception cref="StartException">It can't be given back, or the outcome is not known.</exception>
    public async Task<Decision> ReverseAsync(TransferId id, Amount amount, Note reason, IdempotencyKey key)
    {
        using var host = await ServingHost.FindAsync(socket);
        return host is not null
            ? await host.ReverseAsync(id, amount, reason, key)
            : await ledger.ActAsync(store => ReverseAsync(store, id, amount, reason, key));
    }

    /// <summary>Makes a key.</summary>
    /// <returns>The key, by what may be known of it, and the text that is shown once.</returns>
    public async Task<(OperatorKey Key, string Text)> AddKeyAsync(Note name, OperatorScopes scopes, Note reason)
    {
        using var host = await ServingHost.FindAsync(socket);
        if (host is not null)
            return await host.AddKeyAsync(name, scopes, reason);
        var (act, secret) = AddOperatorKey.New(name, scopes, null, reason, TimeProvider.System);
        await ledger.ActAsync(store => store.ActAsync(act).AsTask());
        return (act.Key, secret.Reveal);
    }

    /// <summary>All keys, the oldest first.</summary>
    public async Task<IReadOnlyList<OperatorKey>> ListKeysAsync()
    {
        using var host = await ServingHost.FindAsync(socket);
        return host is not null
            ? await host.ListKeysAsync()
            : await ledger.ActAsync(static store => store.ListOperatorKeysAsync().AsTask());
    }

    private static async Task<Decision> ReverseAsync(
        ILedger ledger, TransferId id, Amount amount, Note reason, IdempotencyKey key)
    {
        if (await ledger.FindTransferAsync(id) is not { } transfer)
            throw new StartException(ExitCodes.Failed, $"There is no transfer {id}.");
        if (!Operations.Of(Operation.Reversal).CanReferTo(transfer))
            throw new StartException(
                ExitCodes.Failed, $"{id} is a {Operations.Of(transfer.Operation).Name}, and can't be reversed.");
        try
        {
            return (await ledger.CommitAsync(
                [LedgerCommand.Reversal(transfer, amount, reason, key, TransferId.New(TimeProvider.System))]))[0];
        }
        catch (LedgerException e) when (e.Failure == LedgerFailure.Unknown)
        {
            throw new StartException(
                ExitCodes.CannotStart, e.Message + " Run it again with the same key: it happens once at most.", e);
        }
    }
}

/// <summary>The locks of a cluster that runs.</summary>
public interface IClusterLocks : IAsyncDisposable
{
    /// <summary>Lifts a lock.</summary>
    /// <exception cref="StartException">It may be there still.</exception>
    Task UnlockAsync(User user, UnlockedSecret secret);
}
