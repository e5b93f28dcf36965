using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Payment requests, and who has shut whom out of asking, in the ledger's file because a request is paid in
/// the transaction of its transfer.</summary>
internal static class PaymentRequestTable
{
    /// <summary>What format 7 added. An ID only grows, so a wallet's newest requests are a range of an index; those
    /// that are open are another, however many have expired. A row is closed once, and stays.</summary>
    public const string Tables = """
        CREATE TABLE payment_requests (
          request_id BLOB PRIMARY KEY,
          payee INTEGER NOT NULL,
          payer INTEGER NOT NULL,
          amount INTEGER NOT NULL,
          note TEXT,
          key TEXT NOT NULL,
          state INTEGER NOT NULL,
          created_at INTEGER NOT NULL,
          expires_at INTEGER NOT NULL,
          transfer_id BLOB
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX payment_requests_of_key ON payment_requests (payee, key);
        CREATE INDEX payment_requests_of_payee ON payment_requests (payee, request_id);
        CREATE INDEX payment_requests_of_payer ON payment_requests (payer, request_id);
        CREATE INDEX payment_requests_open ON payment_requests (payee, expires_at) WHERE state = 1;
        CREATE TRIGGER payment_requests_stay BEFORE UPDATE ON payment_requests
        WHEN OLD.state != 1
          OR (OLD.request_id, OLD.payee, OLD.payer, OLD.amount, OLD.note, OLD.key, OLD.created_at, OLD.expires_at)
          IS NOT (NEW.request_id, NEW.payee, NEW.payer, NEW.amount, NEW.note, NEW.key, NEW.created_at, NEW.expires_at)
        BEGIN SELECT RAISE(ABORT, 'payment requests are closed once'); END;
        CREATE TRIGGER payment_requests_remain BEFORE DELETE ON payment_requests
        BEGIN SELECT RAISE(ABORT, 'payment requests are kept'); END;
        CREATE TABLE request_blocks (
          payer INTEGER NOT NULL,
          payee INTEGER NOT NULL,
          PRIMARY KEY (payer, payee)
        ) STRICT, WITHOUT ROWID;
        """;

    /// <summary>Requests with what <see cref="ReadRow"/> reads.</summary>
    public const string Columns = """
        SELECT q.request_id, e.wallet_id, r.wallet_id, q.amount, q.note, q.state, q.created_at, q.expires_at,
          q.transfer_id, q.key
        FROM payment_requests q JOIN wallets e ON e.number = q.payee JOIN wallets r ON r.number = q.payer

        """;

    private const string OfPayee = Columns
        + "WHERE q.payee = ?1 AND q.request_id < ?2 ORDER BY q.request_id DESC LIMIT ?3";

    private const string OfPayer = Columns
        + "WHERE q.payer = ?1 AND q.request_id < ?2 ORDER BY q.request_id DESC LIMIT ?3";

    /// <summary>A request, as it is stored; null if there is none.</summary>
    public static PaymentRequest? Find(Database db, RequestId id) =>
        One(db.Prepare(Columns + "WHERE q.request_id = ?1").Bind(1, id.Value));

    /// <summary>Makes a request, inside a transaction.</summary>
    public static RequestMade Make(Database db, WalletNumbers numbers, NewPaymentRequest request, Timestamp now)
    {
        var payee = UserNumber(db, numbers, request.Payee);
        if (payee == 0)
            return new RequestMade(RequestVerdict.CallerNotFound);
        if (One(db.Prepare(Columns + "WHERE q.payee = ?1 AND q.key = ?2").Bind(1, payee).Bind(2, request.Key.Value))
            is { } found)
            return request.FromRecord(found);
        var payer = UserNumber(db, numbers, request.Payer);
        if (payer == 0)
            return new RequestMade(RequestVerdict.PayerNotFound);
        var isBlocked = db.Prepare("SELECT 1 FROM request_blocks WHERE payer = ?1 AND payee = ?2")
            .Bind(1, payer).Bind(2, payee).StepOnce();
        var count = db.Prepare("""
            SELECT count(*), count(*) FILTER (WHERE payer = ?2) FROM payment_requests
            WHERE payee = ?1 AND state = 1 AND expires_at > ?3
            """).Bind(1, payee).Bind(2, payer).Bind(3, now.UnixMicroseconds);
        count.Step();
        var verdict = RequestRules.JudgeNew(isBlocked, count.Int64(0), count.Int64(1));
        count.Reset();
        if (verdict != RequestVerdict.Done)
            return new RequestMade(verdict);
        var made = request.Made(now);
        Insert(db, new CopiedRequest(made, request.Key), payee, payer);
        return new RequestMade(RequestVerdict.Done, made);
    }

    /// <summary>Writes a request whose wallets have numbers.</summary>
    public static void Insert(Database db, CopiedRequest copied, long payee, long payer)
    {
        var request = copied.Request;
        db.Prepare("""
            INSERT INTO payment_requests (request_id, payee, payer, amount, note, key, state, created_at, expires_at,
              transfer_id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """)
            .Bind(1, request.Id.Value).Bind(2, payee).Bind(3, payer).Bind(4, request.Amount.Minor)
            .Bind(5, request.Note?.Value).Bind(6, copied.Key.Value).Bind(7, (long)request.State)
            .Bind(8, request.CreatedAt.UnixMicroseconds).Bind(9, request.ExpiresAt.UnixMicroseconds)
            .Bind(10, request.Transfer).Run();
    }

    /// <summary>Declines or cancels a request, inside a transaction.</summary>
    public static RequestClosing Close(
        Database db, RequestId id, WalletId caller, PaymentRequestState into, Timestamp now)
    {
        var closing = RequestRules.JudgeClosing(Find(db, id), caller, into, now, out var closes);
        if (closes)
            Close(db, closing.Request!);
        return closing;
    }

    /// <summary>Writes what has become of an open request, inside a transaction.</summary>
    /// <exception cref="InvalidOperationException">It is not open.</exception>
    public static void Close(Database db, PaymentRequest request)
    {
        var close = db.Prepare("""
            UPDATE payment_requests SET state = ?2, transfer_id = ?3 WHERE request_id = ?1 AND state = 1 RETURNING 1
            """).Bind(1, request.Id.Value).Bind(2, (long)request.State).Bind(3, request.Transfer);
        if (!close.Step())
            throw new InvalidOperationException("A payment request that was read as open was not.");
        close.Run();
    }

    /// <summary>What a page of a wallet's requests needs to have looked at.</summary>
    public static List<PaymentRequest> Read(Database db, WalletNumbers numbers, PaymentRequestQuery query)
    {
        var found = new List<PaymentRequest>();
        var wallet = numbers.Find(db, query.Wallet);
        var read = db.Prepare(query.AsPayer ? OfPayer : OfPayee)
            .Bind(1, wallet).Bind(2, query.Before?.Value ?? Guid.AllBitsSet).Bind(3, query.Examined + 1);
        while (read.Step())
            found.Add(ReadRow(read).Request);
        return found;
    }

    /// <summary>Shuts a payee out, inside a transaction. False if there is no user who has the wallet.</summary>
    public static bool Block(Database db, WalletNumbers numbers, WalletId payer, WalletId payee)
    {
        var (owner, other) = (numbers.Find(db, payer), UserNumber(db, numbers, payee));
        if (owner == 0 || other == 0)
            return false;
        InsertBlock(db, owner, other);
        return true;
    }

    /// <summary>Writes who has shut whom out, by the numbers of their wallets.</summary>
    public static void InsertBlock(Database db, long payer, long payee) =>
        db.Prepare("INSERT INTO request_blocks (payer, payee) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
            .Bind(1, payer).Bind(2, payee).Run();

    /// <summary>Lets a payee ask again, inside a transaction.</summary>
    public static bool Unblock(Database db, WalletNumbers numbers, WalletId payer, WalletId payee)
    {
        db.Prepare("DELETE FROM request_blocks WHERE payer = ?1 AND payee = ?2")
            .Bind(1, numbers.Find(db, payer)).Bind(2, numbers.Find(db, payee)).Run();
        return true;
    }

    /// <summary>The request in a row of <see cref="Columns"/>, with its key.</summary>
    public static CopiedRequest ReadRow(Statement row) => new(
        new PaymentRequest(
            new RequestId(row.Guid(0)), WalletId.Parse(row.Text(1)), WalletId.Parse(row.Text(2)),
            Amount.From(row.Int64(3)), LedgerReads.ToNote(row.TextOrNull(4)),
            PaymentRequestStates.OfStored(row.Int64(5)), new Timestamp(row.Int64(6)), new Timestamp(row.Int64(7)),
            row.TransferIdOrNull(8)),
        IdempotencyKey.Parse(row.Text(9)));

    // Reserved wallets have no user, and neither ask nor are asked.
    private static long UserNumber(Database db, WalletNumbers numbers, WalletId wallet)
    {
        var number = numbers.Find(db, wallet);
        return number != 0 && db.Prepare("SELECT 1 FROM users WHERE wallet = ?1").Bind(1, number).StepOnce()
            ? number
            : 0;
    }

    private static PaymentRequest? One(Statement find)
    {
        if (!find.Step())
            return null;
        var request = ReadRow(find).Request;
        find.Reset();
        return request;
    }
}
