using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>How a program opens the two ledgers of a copy. An address that is null means the program's own ledger, as
/// its settings say where that is.</summary>
/// <param name="OpenSource">Opens what is copied.</param>
/// <param name="OpenTarget">Opens what becomes the copy.</param>
public sealed record CopyEnds(
    Func<string?, Task<ICopySource>> OpenSource, Func<string?, Task<ICopyTarget>> OpenTarget)
{
    private const string SqlitePrefix = "sqlite:";

    /// <summary>The path in <c>sqlite:PATH</c>; null if it is another address.</summary>
    public static string? SqlitePath(string address) =>
        address.StartsWith(SqlitePrefix, StringComparison.Ordinal) && address.Length > SqlitePrefix.Length
            ? address[SqlitePrefix.Length..]
            : null;
}
