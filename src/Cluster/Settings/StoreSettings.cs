using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Wallet.Hosting;

namespace Wallet.Cluster;

/// <summary>The section <c>ConnectionStrings</c>: where the stores are. Each can hold a password.</summary>
public sealed class StoreSettings : ISettingsGroup
{
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
    internal string? SqlitePath => CopyEnds.SqlitePath(Ledger);

    /// <summary>What <see cref="IsLedger"/> takes.</summary>
    internal const string LedgerAddresses = "mongodb://…, mongodb+srv://… or sqlite:PATH";

    /// <summary>Whether a text can say where a ledger is.</summary>
    internal static bool IsLedger(string address) =>
        address.StartsWith("mongodb://", StringComparison.Ordinal)
        || address.StartsWith("mongodb+srv://", StringComparison.Ordinal) || CopyEnds.SqlitePath(address) is not null;

    [AttributeUsage(AttributeTargets.Property)]
    private sealed class LedgerAddressAttribute()
        : ValidationAttribute(LedgerAddresses)
    {
        public override bool IsValid(object? value) =>
            value is string ledger && (ledger.Length == 0 || IsLedger(ledger));
    }
}
