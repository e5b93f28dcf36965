using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Users, in the ledger's file because a user and the wallet are made in one transaction.</summary>
internal static class UserTable
{
    private const int FirstGeneration = 1;

    /// <summary>All users, with what <see cref="ReadRow"/> reads.</summary>
    public const string Columns =
        "SELECT u.user_id, u.email, w.wallet_id, u.password_pepper, u.password_hash, u.pin_pepper, u.pin_hash, "
        + "u.token_generation, u.created_at, u.name FROM users u JOIN wallets w ON w.number = u.wallet ";

    public static WalletId? Register(Database db, NewUser user, IEnumerable<WalletId> candidates)
    {
        if (db.Prepare("SELECT 1 FROM users WHERE email = ?1").Bind(1, user.Email.Value).StepOnce())
            return null;
        var wallet = candidates.First(id => IsFree(db, id));
        var number = Schema.InsertWallet(db, wallet, user.CreatedAt);
        Insert(db, new User(user.Id, user.Email, wallet, user.Password, user.Pin, FirstGeneration, user.CreatedAt,
            user.Name), number);
        return wallet;
    }

    /// <summary>Writes a user whose wallet has a number.</summary>
    public static void Insert(Database db, User user, long wallet) => db.Prepare("""
        INSERT INTO users (user_id, email, wallet, password_pepper, password_hash, pin_pepper, pin_hash,
          token_generation, created_at, name)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """)
        .Bind(1, user.Id.Value).Bind(2, user.Email.Value).Bind(3, wallet)
        .Bind(4, user.Password.PepperId).Bind(5, user.Password.Bcrypt)
        .Bind(6, user.Pin.PepperId).Bind(7, user.Pin.Bcrypt)
        .Bind(8, (long)user.TokenGeneration).Bind(9, user.CreatedAt.UnixMicroseconds)
        .Bind(10, user.Name?.Value).Run();

    public static User? Find(Database db, UserId id) =>
        Read(db.Prepare(Columns + "WHERE u.user_id = ?1").Bind(1, id.Value));

    public static User? FindByEmail(Database db, EmailAddress email) =>
        Read(db.Prepare(Columns + "WHERE u.email = ?1").Bind(1, email.Value));

    public static User? FindByWallet(Database db, WalletId wallet) =>
        Read(db.Prepare(Columns + "WHERE w.wallet_id = ?1").Bind(1, wallet.Value));

    public static bool ReplacePin(Database db, UserId id, SecretHash current, SecretHash replacement) =>
        Replace(db, """
            UPDATE users SET pin_pepper = ?1, pin_hash = ?2
            WHERE user_id = ?3 AND pin_hash = ?4 AND pin_pepper = ?5 RETURNING 1
            """, id, current, replacement);

    public static bool ReplacePassword(Database db, UserId id, SecretHash current, SecretHash replacement) =>
        Replace(db, """
            UPDATE users SET password_pepper = ?1, password_hash = ?2, token_generation = token_generation + 1
            WHERE user_id = ?3 AND password_hash = ?4 AND password_pepper = ?5 RETURNING 1
            """, id, current, replacement);

    public static bool RehashPassword(Database db, UserId id, SecretHash current, SecretHash replacement) =>
        Replace(db, """
            UPDATE users SET password_pepper = ?1, password_hash = ?2
            WHERE user_id = ?3 AND password_hash = ?4 AND password_pepper = ?5 RETURNING 1
            """, id, current, replacement);

    /// <summary>How many passwords and PINs are hashed under each pepper, by its ID.</summary>
    public static IReadOnlyList<PepperUse> CountPeppers(Database db)
    {
        var count = db.Prepare("""
            SELECT pepper, sum(passwords), sum(pins) FROM (
              SELECT password_pepper AS pepper, 1 AS passwords, 0 AS pins FROM users
              UNION ALL SELECT pin_pepper, 0, 1 FROM users)
            GROUP BY pepper ORDER BY pepper
            """);
        var uses = new List<PepperUse>();
        while (count.Step())
            uses.Add(new PepperUse(count.Text(0), count.Int64(1), count.Int64(2)));
        return uses;
    }

    /// <summary>Begins a new generation of a user's tokens. False if there is no such user.</summary>
    public static bool EndTokens(Database db, UserId id)
    {
        var update = db.Prepare("""
            UPDATE users SET token_generation = token_generation + 1 WHERE user_id = ?1 RETURNING 1
            """).Bind(1, id.Value);
        var found = update.Step();
        if (found)
            update.Run();
        return found;
    }

    private static bool Replace(Database db, string sql, UserId id, SecretHash current, SecretHash replacement)
    {
        var update = db.Prepare(sql).Bind(1, replacement.PepperId).Bind(2, replacement.Bcrypt).Bind(3, id.Value)
            .Bind(4, current.Bcrypt).Bind(5, current.PepperId);
        var replaced = update.Step();
        if (replaced)
            update.Run();
        return replaced;
    }

    private static bool IsFree(Database db, WalletId id) =>
        !db.Prepare("SELECT 1 FROM wallets WHERE wallet_id = ?1").Bind(1, id.Value).StepOnce();

    private static User? Read(Statement find)
    {
        if (!find.Step())
            return null;
        var user = ReadRow(find);
        find.Reset();
        return user;
    }

    /// <summary>The user in a row of <see cref="Columns"/>.</summary>
    public static User ReadRow(Statement row) => new(
        new UserId(row.Guid(0)),
        EmailAddress.TryParse(row.Text(1), out var email)
            ? email
            : throw new FormatException("A stored e-mail is not an e-mail."),
        WalletId.Parse(row.Text(2)), new SecretHash(row.Text(3), row.Text(4)),
        new SecretHash(row.Text(5), row.Text(6)), row.Int32(7), new Timestamp(row.Int64(8)),
        row.TextOrNull(9) is { } name ? PersonName.Parse(name) : null);
}
