using System.Text.RegularExpressions;

namespace Wallet.Torture;

/// <summary>Operators' keys, made by the command line of the program that is tortured.</summary>
internal static partial class OperatorKeys
{
    /// <summary>All scopes, as the command line takes them.</summary>
    public const string AllScopes = "read,freeze,money,keys";

    /// <summary>Makes a key.</summary>
    /// <returns>The key itself and its ID.</returns>
    public static async Task<(string Key, string Id)> AddAsync(HostProgram program, string scopes = AllScopes)
    {
        var (exitCode, output) = await program.RunAsync("operator", "add", "--name", "Torture", "--scopes", scopes);
        return exitCode == 0 && Printed().Match(output) is { Success: true } match
            ? (match.Groups["key"].Value, match.Groups["id"].Value)
            : throw new InvalidOperationException($"An operator's key could not be made ({exitCode}).");
    }

    [GeneratedRegex(@"^id +(?<id>[0-9a-f]{32})\b[\s\S]*^key +(?<key>wok_[A-Za-z0-9_-]{43})\b", RegexOptions.Multiline)]
    private static partial Regex Printed();
}
