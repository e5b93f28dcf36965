using System.Collections.Frozen;
using System.Text.Json;

namespace Wallet.Core;

/// <summary>The values of enumerations as values of tags: <c>InsufficientFunds</c> is <c>insufficient_funds</c>. Each
/// is made once, so that counting allocates nothing.</summary>
public static class TagName
{
    /// <summary>The name of a value.</summary>
    public static string Of<T>(T value) where T : struct, Enum => Known<T>.Names.GetValueOrDefault(value, "other");

    private static class Known<T> where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Names = Enum.GetValues<T>().ToFrozenDictionary(
            static value => value, static value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
    }
}
