namespace Wallet.Torture;

/// <summary>Runs the host's own audit on the ledger, and compares it with heads that were saved in earlier rounds.</summary>
internal sealed class AuditCheck(DataDisk disk, Tally tally)
{
    private readonly Queue<string> _saved = new();

    /// <summary>Audits, and saves the heads. The ledger is being served meanwhile.</summary>
    public async Task RunAsync()
    {
        var heads = Path.Combine(disk.Beside, $"heads-{tally.Audits.Value}");
        await ExpectCleanAsync(isServedWell: true, "audit", "--save", heads);
        _saved.Enqueue(heads);
    }

    /// <summary>Audits against the heads saved longest ago that have not been compared yet.</summary>
    /// <param name="isServedWell">Whether nobody harms the ledger meanwhile; while its disk is full, say, it can't always be opened.</param>
    public async Task CompareAsync(bool isServedWell)
    {
        if (!_saved.TryDequeue(out var heads))
            return;
        await ExpectCleanAsync(isServedWell, "audit", "--since", heads);
        // Newer ones would say nothing more by then.
        while (_saved.Count > 4)
            _saved.Dequeue();
    }

    private async Task ExpectCleanAsync(bool isServedWell, params string[] arguments)
    {
        tally.Audits.Add();
        var (exitCode, output) = await HostProgram.RunAsync(disk.Folder, arguments);
        if (exitCode == 1 || exitCode != 0 && isServedWell)
            tally.Violation($"'{string.Join(' ', arguments)}' ended with {exitCode}: {output}");
    }
}
