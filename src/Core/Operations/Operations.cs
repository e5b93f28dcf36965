namespace Wallet.Core;

/// <summary>The operations there are.</summary>
public static class Operations
{
    /// <summary>What stands for the operation of a refusal that was recorded before ledgers stored operations, where
    /// the outcome does not tell which it was. Nothing is recorded with it any more.</summary>
    public const byte NotRecorded = 0;

    /// <summary>Every operation, in the order of the codes.</summary>
    public static readonly IReadOnlyList<OperationRules> All =
    [
        new TransferOperation(), new DepositOperation(), new ReversalOperation(), new RefundOperation(),
        new HoldOperation(), new CaptureOperation(), new ReleaseOperation(),
    ];

    private static readonly OperationRules?[] ByCode = Index();

    /// <summary>The rules of an operation.</summary>
    /// <exception cref="InvalidOperationException">There is no such operation here: the command is a newer
    /// program's.</exception>
    public static OperationRules Of(Operation code) =>
        Find((byte)code) ?? throw new InvalidOperationException($"There is no operation {(byte)code}.");

    /// <summary>The operation with a stored code, whatever is stored; null if there is none.</summary>
    public static OperationRules? Find(long code) => code > 0 && code < ByCode.Length ? ByCode[code] : null;

    /// <summary>The operation with a name, exactly as it is; null if there is none.</summary>
    public static OperationRules? Find(string name) =>
        All.FirstOrDefault(rules => string.Equals(rules.Name, name, StringComparison.Ordinal));

    private static OperationRules?[] Index()
    {
        var index = new OperationRules?[(int)All.Max(static rules => rules.Code) + 1];
        foreach (var rules in All)
            index[(int)rules.Code] = rules;
        return index;
    }
}
