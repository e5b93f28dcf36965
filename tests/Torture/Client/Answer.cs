using System.Text;
using System.Text.Json;

namespace Wallet.Torture;

/// <summary>What came back, if anything did.</summary>
/// <param name="Status">The status; 0 if there was no answer: refused, reset or timed out.</param>
/// <param name="Body">The body's bytes.</param>
/// <param name="Replayed">Whether it said that an earlier request led to it.</param>
internal sealed record Answer(int Status, byte[] Body, bool Replayed)
{
    /// <summary>No answer.</summary>
    public static readonly Answer None = new(0, [], false);

    private static readonly string[] RecordedRefusals =
        ["insufficient_funds", "receiver_not_found", "wallet_frozen", "balance_limit", "refund_exceeds",
            "limit_exceeded", "hold_expired", "hold_closed", "hold_exceeds",
            "too_many_parts"];

    /// <summary>The problem's code; empty for a success or no answer.</summary>
    public string Code => Status >= 400 ? Text("code") : "";

    /// <summary>Whether this is a key's final outcome. All else says nothing about what the key led to.</summary>
    public bool IsOutcome => Status == 201 || Status == 422 && RecordedRefusals.Contains(Code);

    /// <summary>A member of the body as text; empty if it is missing.</summary>
    public string Text(string member) => Find(member) is { ValueKind: JsonValueKind.String } value
        ? value.GetString()!
        : "";

    /// <summary>A member of the body as a number.</summary>
    public long Number(string member) =>
        Find(member)?.GetInt64() ?? throw new InvalidOperationException($"There is no {member} in {this}");

    /// <summary>The body as a document.</summary>
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Body);
        return document.RootElement.Clone();
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Status == 0 ? "no answer" : $"{Status} {Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(300, Body.Length)))}";

    private JsonElement? Find(string member)
    {
        try
        {
            return Json() is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(member, out var value)
                ? value
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
