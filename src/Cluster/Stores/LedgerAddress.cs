namespace Wallet.Cluster;

/// <summary>Where the ledger is: <c>sqlite:PATH</c>, a file that silos and gateways on one machine share.</summary>
public sealed record LedgerAddress
{
    private const string Name = "ConnectionStrings:Ledger";
    private const string SqlitePrefix = "sqlite:";

    /// <summary>The path of a SQLite ledger.</summary>
    public string SqlitePath { get; private init; } = "";

    internal static LedgerAddress Read(SettingsReader reader)
    {
        if (reader.Text(Name, required: true) is not { } text)
            return new LedgerAddress();
        if (text.StartsWith(SqlitePrefix, StringComparison.Ordinal) && text.Length > SqlitePrefix.Length)
            return new LedgerAddress { SqlitePath = text[SqlitePrefix.Length..] };
        reader.Complain($"{Name} must be sqlite:PATH.");
        return new LedgerAddress();
    }

    /// <summary>Says nothing: a connection string can hold a password.</summary>
    public override string ToString() => "***";
}
