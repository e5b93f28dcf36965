using Microsoft.Data.Sqlite;
using Wallet.Core;
using Wallet.Ledger.Sqlite;
using Wallet.TestKit;

namespace Wallet.Standalone.Tests.Routine;

/// <summary>A small ledger in a file, with a folder for what the routine makes of it.</summary>
internal sealed class RoutineLedger : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteLedger _ledger;

    private RoutineLedger()
    {
        var options = new SqliteLedgerOptions { Path = _folder.File("ledger.db") };
        _ledger = SqliteLedger.Open(options, Time);
        Operator = new SqliteOperator(options, Time);
    }

    public FakeTime Time { get; } = new();

    public Timestamp Now => Timestamp.Now(Time);

    public SqliteOperator Operator { get; }

    /// <summary>A folder that is not there yet.</summary>
    public string Folder => _folder.File("routine");

    /// <summary>What is in that folder, but for what is hidden.</summary>
    public IEnumerable<string> Files => Directory.GetFiles(Folder).Select(static file => Path.GetFileName(file))
        .Where(static name => name[0] != '.').Order(StringComparer.Ordinal);

    public static async Task<RoutineLedger> OpenAsync()
    {
        var made = new RoutineLedger();
        await made._ledger.RegisterAsync(
            new NewUser(UserId.New(made.Time), Email, new SecretHash("p", "none"), new SecretHash("p", "none"),
                made.Now), WalletNames.For(Email));
        return made;
    }

    /// <summary>Changes what is in a ledger's file behind its back.</summary>
    public static void Damage(string file, string sql)
    {
        using var db = new SqliteConnection($"Data Source={file};Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = sql;
        Assert.True(command.ExecuteNonQuery() > 0);
    }

    public void Damage(string sql) => Damage(_folder.File("ledger.db"), sql);

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _folder.Dispose();
    }

    private static EmailAddress Email => EmailAddress.TryParse("asha@example.com", out var email) ? email : default;
}
