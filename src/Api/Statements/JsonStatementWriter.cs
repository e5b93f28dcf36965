using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>Writes a statement as JSON, as <see cref="StatementBody"/> says.</summary>
internal sealed class JsonStatementWriter(Statement statement, PipeWriter pipe, JsonSerializerOptions options)
    : IStatementWriter
{
    // About as much as the server keeps of a response before it waits for the client.
    private const int FlushedAtOnce = 32 * 1024;

    private readonly JsonTypeInfo<TransactionItem> _item =
        (JsonTypeInfo<TransactionItem>)options.GetTypeInfo(typeof(TransactionItem));

    private readonly Utf8JsonWriter _json =
        new(pipe, new JsonWriterOptions { Encoder = options.Encoder, SkipValidation = true });

    private long _flushed;

    /// <inheritdoc/>
    public ValueTask BeginAsync()
    {
        _json.WriteStartObject();
        _json.WriteString("walletId"u8, statement.Wallet.Value);
        _json.WriteString("currency"u8, statement.Currency);
        _json.WriteString("from"u8, statement.From?.ToString());
        _json.WriteString("to"u8, statement.To?.ToString());
        _json.WriteNumber("opening"u8, statement.View.OpeningMinor);
        _json.WriteStartArray("items"u8);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask AddAsync(HistoryItem item)
    {
        JsonSerializer.Serialize(_json, TransactionItem.Of(item), _item);
        return _json.BytesCommitted + _json.BytesPending - _flushed < FlushedAtOnce ? default : FlushAsync();
    }

    /// <inheritdoc/>
    public ValueTask EndAsync()
    {
        _json.WriteEndArray();
        _json.WriteNumber("closing"u8, statement.View.ClosingMinor);
        _json.WriteStartObject("head"u8);
        _json.WriteNumber("sequence"u8, statement.View.Last);
        _json.WriteString("hash"u8, statement.HeadText);
        _json.WriteEndObject();
        _json.WriteEndObject();
        return FlushAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // Nothing that is left unwritten shall get out: a document that was given up must not look whole.
        _json.Reset();
        return _json.DisposeAsync();
    }

    private async ValueTask FlushAsync()
    {
        _json.Flush();
        _flushed = _json.BytesCommitted;
        await pipe.FlushAsync();
    }
}
