namespace Wallet.Core;

/// <summary>Gets a hash under the current pepper. That is done when its secret was just verified, for only then is the
/// secret known.</summary>
internal static class Rehashing
{
    /// <summary>Hashes again, and replaces the hash. Nobody is refused because that fails: the next time does
    /// it.</summary>
    /// <param name="slot">The slot in which the secret was verified.</param>
    /// <param name="hash">Makes the new hash.</param>
    /// <param name="replaceAsync">Puts it in the place of the old one.</param>
    public static async ValueTask RehashAsync(
        this HashingQueue.Slot slot, Func<SecretHash> hash, Func<SecretHash, ValueTask<bool>> replaceAsync)
    {
        var made = await slot.RunAsync(hash);
        try
        {
            await replaceAsync(made);
        }
        catch (LedgerException)
        {
            // It stays as it was, or is as it should be.
        }
    }
}
