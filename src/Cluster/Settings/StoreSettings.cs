using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Wallet.Hosting;

namespace Wallet.Cluster;

/// <summary>The section <c>ConnectionStrings</c>: where the stores are. Each can hold a password.</summary>
public sealed class StoreSettings : ISettingsGroup
{
    private const string SqlitePrefix = "sqlite:";

    /// <summary>Redis for the cluster's membership: with an append-only file and without eviction.</summary>
    [Description("Redis of the cluster's membership"), PasswordPropertyText(true)]
    public string Clustering { get; set; } = "";

    /// <summary>The ledger: <c>mongodb://…</c> or <c>mongodb+srv://…</c> for a replica set, or
    /// <c>sqlite:PATH</c> for a file that silos and gateways on one machine share.</summary>
    [Description("the ledger"), PasswordPropertyText(true), LedgerAddress]
    public string Ledger { get; set; } = "";

    /// <summary>Redis for the idempotency gate. It may forget, and may be down.</summary>
    [Description("Redis of the idempotency gate, for silos"), PasswordPropertyText(true)]
    public string Gate { get; set; } = "";

    /// <summary>PostgreSQL for the lockouts' states.</summary>
    [Description("PostgreSQL of the lockouts, for silos"), PasswordPropertyText(true)]
    public string Lockouts { get; set; } = "";

    /// <summary>The path of a SQLite ledger; null if it is on MongoDB.</summary>
    internal string? SqlitePath => IsSqlite(Ledger) ? Ledger[SqlitePrefix.Length..] : null;

    private static bool IsSqlite(string ledger) =>
        ledger.StartsWith(SqlitePrefix, StringComparison.Ordinal) && ledger.Length > SqlitePrefix.Length;

    [AttributeUsage(AttributeTargets.Property)]
    private sealed class LedgerAddressAttribute()
        : ValidationAttribute("mongodb://…, mongodb+srv://… or sqlite:PATH")
    {
        public override bool IsValid(object? value) => value is string ledger && (ledger.Length == 0
            || ledger.StartsWith("mongodb://", StringComparison.Ordinal)
            || ledger.StartsWith("mongodb+srv://", StringComparison.Ordinal) || IsSqlite(ledger));
    }
}
