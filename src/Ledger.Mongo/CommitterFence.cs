using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// Keeps a committer that was taken for dead from committing. Every new committer raises the ledger's epoch, and each
/// batch reads in its transaction that the epoch is still its committer's. What the old one had begun before that can't
/// be in the way either: its session is ended on the server, where an open transaction would else hold its wallets for
/// as long as the server lets it, a minute by default.
/// </summary>
/// <remarks>
/// Three fields of the ledger's settings: <c>epoch</c>, <c>sessions</c> and <c>logEpoch</c>. The second names all
/// sessions that were not ended for sure, so that a new committer which dies before it has ended them leaves that to
/// the next one. The last is the epoch of the last committer that logs reversals. In the middle of an upgrade one may
/// come after a committer of an older program, which logs nothing and does not know that field.
/// </remarks>
internal sealed class CommitterFence(LedgerDatabase db)
{
    private const int Unauthorized = 13;
    private const string Epoch = "epoch", LogEpoch = "logEpoch";

    private long _epoch;
    private int _begins = 1;
    private bool _isFencedOff;

    /// <summary>Whether the ledger's committer logs what operators give back, by the ledger's settings.</summary>
    public static bool IsLogging(BsonDocument settings) =>
        settings.GetValue(Epoch, BsonNull.Value) == settings.GetValue(LogEpoch, BsonNull.Value);

    /// <summary>The next batch takes over.</summary>
    public void Begin() => Volatile.Write(ref _begins, 1);

    /// <summary>Takes over if this is to be done. Called before each batch, one at a time.</summary>
    /// <param name="session">The session of the batches.</param>
    /// <param name="cancellation">Gives up; the next batch tries again.</param>
    /// <exception cref="LedgerFencedException">Another committer has taken over since.</exception>
    public async Task EnterAsync(IClientSessionHandle session, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _begins, 0) == 0)
        {
            if (_isFencedOff)
                throw new LedgerFencedException();
            return;
        }

        try
        {
            await TakeOverAsync(session, cancellation);
        }
        catch
        {
            Begin();
            throw;
        }
    }

    /// <summary>Checks the epoch that a batch has read in its transaction.</summary>
    /// <exception cref="LedgerFencedException">Another committer has taken over.</exception>
    public void Check(long epoch)
    {
        if (epoch == _epoch)
            return;
        _isFencedOff = true;
        throw new LedgerFencedException();
    }

    private async Task TakeOverAsync(IClientSessionHandle session, CancellationToken cancellation)
    {
        // First the epoch, then the sessions: a transaction that begins in between reads the new epoch.
        var mine = session.ServerSession.Id["id"];
        var settings = await db.Settings.FindOneAndUpdateAsync<BsonDocument>(
            Preparation.OfLedger,
            new BsonDocument
            {
                { "$inc", new BsonDocument(Epoch, new BsonInt64(1)) },
                { "$addToSet", new BsonDocument("sessions", mine) },
            },
            new FindOneAndUpdateOptions<BsonDocument> { ReturnDocument = ReturnDocument.After },
            cancellation);
        var others = new BsonArray(settings["sessions"].AsBsonArray.Where(session => session != mine));
        if (others.Count > 0)
        {
            await EndAsync(others, cancellation);
            await db.Settings.UpdateOneAsync(
                Preparation.OfLedger, new BsonDocument("$pullAll", new BsonDocument("sessions", others)), null,
                cancellation);
        }

        var epoch = settings[Epoch].AsInt64;
        if (epoch > 1 && settings.GetValue(LogEpoch, BsonNull.Value) != new BsonInt64(epoch - 1))
            await LogAdoption.AddMissingAsync(db, session, cancellation);
        await db.Settings.UpdateOneAsync(
            new BsonDocument(Preparation.OfLedger).Add(Epoch, epoch),
            new BsonDocument("$set", new BsonDocument(LogEpoch, new BsonInt64(epoch))), null, cancellation);
        _epoch = epoch;
        _isFencedOff = false;
    }

    private async Task EndAsync(BsonArray sessions, CancellationToken cancellation)
    {
        try
        {
            await db.Database.Client.GetDatabase("admin").RunCommandAsync<BsonDocument>(
                new BsonDocument("killSessions", new BsonArray(
                    sessions.Select(static id => new BsonDocument("id", id)))),
                ReadPreference.Primary, cancellation);
        }
        catch (MongoCommandException e) when (e.Code == Unauthorized)
        {
            // They are another user's, as after a change of the user in the connection string. They end when the
            // server's limit comes, and that must stop nobody who has nothing to do with their wallets.
        }
    }
}
