namespace Wallet.Core;

/// <summary>How the values of operators' calls are called: in requests, answers, the log, and on the command
/// line.</summary>
public static class OperatorNames
{
    /// <summary>The sides that a freeze stops.</summary>
    public static readonly ValueNames<FrozenSides> Sides =
        new((FrozenSides.Debit, "debit"), (FrozenSides.Credit, "credit"), (FrozenSides.Both, "both"));

    /// <summary>What is unlocked.</summary>
    public static readonly ValueNames<UnlockedSecret> Secrets =
        new((UnlockedSecret.Pin, "pin"), (UnlockedSecret.SignIn, "sign-in"));

    /// <summary>Single scopes, in the order of their numbers.</summary>
    public static readonly ValueNames<OperatorScopes> Scopes = new(
        (OperatorScopes.Read, "read"), (OperatorScopes.Freeze, "freeze"), (OperatorScopes.Money, "money"),
        (OperatorScopes.Keys, "keys"));

    /// <summary>The canonical text of some scopes: their names in the order of their numbers, with a space
    /// between.</summary>
    public static string ToText(this OperatorScopes scopes) =>
        string.Join(' ', Scopes.All.Where(one => scopes.HasFlag(one.Value)).Select(static one => one.Name));
}
