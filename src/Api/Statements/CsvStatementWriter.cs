using CsvHelper;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>
/// Writes a statement as CSV (RFC 4180): a header, a row for the opening balance, one for each entry, and one for the
/// closing balance, without which a file that has been saved is not whole. What a spreadsheet would take for a formula
/// gets an apostrophe before it; only notes can begin like one.
/// </summary>
internal sealed class CsvStatementWriter(Statement statement, Stream stream) : IStatementWriter
{
    private static readonly CsvWriterOptions Options =
        new() { Injection = CsvInjection.Escape, BufferSize = 32 * 1024 };

    private static readonly string[] Header =
    [
        "row", "entryId", "transferId", "operation", "link", "direction", "walletId", "counterpartyWalletId", "amount",
        "currency", "balanceAfter", "createdAt", "note", "onBehalfOf", "headHash",
    ];

    private readonly CsvWriter _csv = CsvWriter.Create(stream, Options, leaveOpen: true);

    /// <inheritdoc/>
    public async ValueTask BeginAsync()
    {
        foreach (var name in Header)
            _csv.WriteField(name);
        await _csv.EndRecordAsync();
        await WriteBalanceAsync(
            "opening", statement.View.First - 1, statement.View.OpeningMinor, statement.From, null);
    }

    /// <inheritdoc/>
    public ValueTask AddAsync(HistoryItem item)
    {
        _csv.WriteField("entry");
        _csv.WriteField($"{item.Wallet}:{item.Sequence}");
        _csv.WriteField(item.TransferId.ToString());
        _csv.WriteField(Operations.Of(item.Operation).Name);
        _csv.WriteField(item.Link?.ToString());
        _csv.WriteField(item.Direction == Direction.Debit ? "DEBIT" : "CREDIT");
        _csv.WriteField(item.Wallet.Value);
        _csv.WriteField(item.Counterparty.Value);
        _csv.WriteField(item.Amount.Minor);
        _csv.WriteField(statement.Currency);
        _csv.WriteField(item.BalanceAfterMinor);
        _csv.WriteField(item.CreatedAt.ToString());
        _csv.WriteField(item.Note?.Value);
        _csv.WriteField(item.OnBehalfOf?.Value);
        _csv.WriteField("");
        return _csv.EndRecordAsync();
    }

    /// <inheritdoc/>
    public async ValueTask EndAsync()
    {
        await WriteBalanceAsync("closing", statement.View.Last, statement.View.ClosingMinor, statement.To,
            statement.HeadText);
        await _csv.FlushAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _csv.DisposeAsync();

    private async ValueTask WriteBalanceAsync(
        string row, long sequence, long balanceMinor, Timestamp? at, string? hash)
    {
        _csv.WriteField(row);
        _csv.WriteField(sequence == 0 ? "" : $"{statement.Wallet}:{sequence}");
        for (var empty = 0; empty < 4; empty++)
            _csv.WriteField("");
        _csv.WriteField(statement.Wallet.Value);
        _csv.WriteField("");
        _csv.WriteField("");
        _csv.WriteField(statement.Currency);
        _csv.WriteField(balanceMinor);
        _csv.WriteField(at?.ToString());
        _csv.WriteField("");
        _csv.WriteField("");
        _csv.WriteField(hash);
        await _csv.EndRecordAsync();
    }
}
