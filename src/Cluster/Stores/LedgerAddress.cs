namespace Wallet.Cluster;

/// <summary>
/// Where the ledger is: <c>mongodb://…</c> or <c>mongodb+srv://…</c> for a replica set, or <c>sqlite:PATH</c> for a
/// file that silos and gateways on one machine share.
/// </summary>
public sealed record LedgerAddress
{
    private const string Name = "ConnectionStrings:Ledger";
    private const string SqlitePrefix = "sqlite:";

    /// <summary>The path of a SQLite ledger; null if it is on MongoDB.</summary>
    public string? SqlitePath { get; private init; }

    /// <summary>The connection string of a MongoDB ledger; null if it is on SQLite.</summary>
    public string? Mongo { get; private init; }

    internal static LedgerAddress Read(SettingsReader reader)
    {
        if (reader.Text(Name, required: true) is not { } text)
            return new LedgerAddress();
        if (text.StartsWith("mongodb://", StringComparison.Ordinal)
            || text.StartsWith("mongodb+srv://", StringComparison.Ordinal))
            return new LedgerAddress { Mongo = text };
        if (text.StartsWith(SqlitePrefix, StringComparison.Ordinal) && text.Length > SqlitePrefix.Length)
            return new LedgerAddress { SqlitePath = text[SqlitePrefix.Length..] };
        reader.Complain($"{Name} must be mongodb://… or sqlite:PATH.");
        return new LedgerAddress();
    }

    /// <summary>Says nothing: a connection string can hold a password.</summary>
    public override string ToString() => "***";
}
