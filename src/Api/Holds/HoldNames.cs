using System.Text.Json;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>What the states of a hold are called.</summary>
internal static class HoldNames
{
    /// <summary>The names of all states, in their order.</summary>
    public static readonly string[] States = ["open", "captured", "released", "expired"];

    /// <summary>The name of a state.</summary>
    public static string Of(HoldState state) => States[(int)state - 1];

    /// <summary>The state with a name, exactly as it is; null if there is none.</summary>
    public static HoldState? Find(string name) =>
        Array.IndexOf(States, name) is var index and >= 0 ? (HoldState)(index + 1) : null;
}

internal sealed class HoldStateConverter : WriteOnlyConverter<HoldState>
{
    public override void Write(Utf8JsonWriter writer, HoldState value, JsonSerializerOptions options) =>
        writer.WriteStringValue(HoldNames.Of(value));
}
