namespace Wallet.Torture;

/// <summary>Runs the victim's own audit on the ledger, and compares it with heads that were saved in earlier
/// rounds.</summary>
internal sealed class AuditCheck(IVictim victim, Tally tally)
{
    private const int NotReached = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Queue<string> _saved = new();

    /// <summary>Audits, and saves the heads. The ledger is being served meanwhile.</summary>
    public async Task RunAsync()
    {
        if (!victim.SavesHeads)
        {
            await ExpectCleanAsync(isServedWell: true);
            return;
        }

        var heads = Path.Combine(victim.Beside, $"heads-{tally.Audits.Value}");
        await ExpectCleanAsync(isServedWell: true, "--save", heads);
        _saved.Enqueue(heads);
    }

    /// <summary>Audits, against the heads saved longest ago that have not been compared yet if there are any.</summary>
    /// <param name="isServedWell">Whether nobody harms the ledger meanwhile; while its disk is full, say, it can't
    /// always be opened.</param>
    public async Task CompareAsync(bool isServedWell)
    {
        if (_saved.TryDequeue(out var heads))
            await ExpectCleanAsync(isServedWell, "--since", heads);
        else
            await ExpectCleanAsync(isServedWell);
        // Newer ones would say nothing more by then.
        while (_saved.Count > 4)
            _saved.Dequeue();
    }

    private async Task ExpectCleanAsync(bool isServedWell, params string[] arguments)
    {
        tally.Audits.Add();
        var started = TimeProvider.System.GetTimestamp();
        var (exitCode, output) = await victim.AuditAsync(arguments);
        // On a busy machine a ledger's server may not answer in the time that a command gives it.
        while (exitCode == NotReached && isServedWell && TimeProvider.System.GetElapsedTime(started) < Patience)
            (exitCode, output) = await victim.AuditAsync(arguments);
        if (exitCode == 1 || exitCode != 0 && isServedWell)
            tally.Violation($"'audit {string.Join(' ', arguments)}' ended with {exitCode}: {output}");
    }
}
