using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Wallet.Core;

/// <summary>How far a copy is. It is stored in the target, so that a copy goes on after whatever ended it.</summary>
/// <param name="Source">The print of all that the source holds but entries and key records, and the number of the
/// latter: another source, or one that has gone on since, has another.</param>
/// <param name="Part">The part that is being copied.</param>
/// <param name="After">Where the source goes on; null for the beginning of the part.</param>
/// <param name="Entries">How many entries are copied.</param>
/// <param name="Records">How many key records are copied.</param>
/// <param name="RecordSum">The sum of their prints, in hexadecimal digits.</param>
public sealed partial record CopyState(
    string Source, CopyPart Part, string? After, long Entries, long Records, string RecordSum)
{
    /// <summary>A copy of which nothing is written yet.</summary>
    public static CopyState Begin(string source) => new(source, CopyPart.Wallets, null, 0, 0, "0");

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <exception cref="LedgerStartException">It is something else.</exception>
    public static CopyState Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, Json.Default.CopyState) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new LedgerStartException("The unfinished copy doesn't say how far it is. Remove it, and begin.", e);
        }
    }

    /// <summary>This, as one line.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Json.Default.CopyState);

    /// <summary>How far the copy is with one more slice.</summary>
    /// <param name="slice">The slice, of <see cref="Part"/>.</param>
    /// <param name="prints">The prints of all records, those of the slice included.</param>
    internal CopyState With(CopySlice slice, RowPrints prints) => this with
    {
        After = slice.After,
        Entries = Entries + (slice is EntrySlice ? slice.Count : 0),
        Records = prints.Count,
        RecordSum = prints.Sum.ToString("x", CultureInfo.InvariantCulture),
    };

    /// <summary>The prints of the records that are copied.</summary>
    internal RowPrints Prints() =>
        new(Records, UInt128.Parse(RecordSum, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(CopyState))]
    private sealed partial class Json : JsonSerializerContext;
}
