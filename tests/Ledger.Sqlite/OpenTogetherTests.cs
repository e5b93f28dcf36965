using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>Silos of one machine that start at the same moment on a file that nobody has made yet.</summary>
public sealed class OpenTogetherTests
{
    [Fact]
    public async Task All_who_open_a_new_shared_ledger_at_once_get_it()
    {
        for (var round = 0; round < 20; round++)
        {
            using var folder = new TempFolder();
            var options = new SqliteLedgerOptions { Path = folder.File("ledger.db"), Shared = true };
            using var start = new Barrier(6);
            var opening = Enumerable.Range(0, start.ParticipantCount).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return SqliteLedger.Open(options, TimeProvider.System);
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
            try
            {
                await Task.WhenAll(opening).InTimeAsync();
            }
            finally
            {
                foreach (var open in opening.Where(static open => open.IsCompletedSuccessfully))
                    await (await open).DisposeAsync();
            }
        }
    }
}
