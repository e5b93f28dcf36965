using Microsoft.Extensions.Configuration;
using Wallet.Core;
using Wallet.Ledger.Mongo;
using Wallet.Ledger.Sqlite;

namespace Wallet.Cluster;

/// <summary>Checks a ledger's invariants, also while it is being served.</summary>
public static class LedgerAudit
{
    /// <summary>Audits the ledger of <c>ConnectionStrings:Ledger</c>. No other setting is needed.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="progress">Told now and then how far it is.</param>
    /// <exception cref="StartException">It can't be read.</exception>
    public static async Task<AuditReport> RunAsync(
        IConfiguration configuration, IProgress<AuditProgress>? progress = null)
    {
        var reader = new SettingsReader(configuration);
        var address = LedgerAddress.Read(reader);
        reader.Finish();
        try
        {
            return address.Mongo is { } mongo
                ? await MongoAudit.RunAsync(new MongoLedgerOptions { ConnectionString = mongo }, progress)
                : SqliteAudit.Run(address.SqlitePath!, progress);
        }
        catch (LedgerStartException e)
        {
            throw new StartException(StartException.CannotServe, e.Message, e);
        }
    }
}
