using Wallet.Core;

namespace Wallet.TestKit.Http;

/// <summary>A running wallet service as the HTTP suite sees it: one process or many, it does not matter.</summary>
public interface IWalletHost : IAsyncDisposable
{
    /// <summary>Where it listens now, one address for each gateway. They may change with a restart.</summary>
    IReadOnlyList<Uri> Addresses { get; }

    /// <summary>Where operators are served now, one address for each gateway.</summary>
    IReadOnlyList<Uri> OperatorAddresses { get; }

    /// <summary>The service's clock.</summary>
    ShiftedTime Time { get; }

    /// <summary>The key that signs tokens at present, to forge tokens that differ from good ones in exactly one
    /// point.</summary>
    SigningKey SigningKey { get; }

    /// <summary>Signing keys and peppers as text, in every encoding in which they could end up in a log.</summary>
    IReadOnlyList<string> KeyMaterial { get; }

    /// <summary>All that was logged since the first start, from the Debug level on.</summary>
    string LogText { get; }

    /// <summary>Stops everything and starts it again on the same data.</summary>
    Task RestartAsync();

    /// <summary>Freezes or thaws a wallet, as an operator would.</summary>
    Task SetFrozenAsync(string walletId, bool frozen);

    /// <summary>Does what an operator asks for, as the command line would.</summary>
    Task<OperatorVerdict> ActAsync(OperatorAct act);

    /// <summary>Checks the invariants of the ledger and returns the violations.</summary>
    Task<IReadOnlyList<string>> AuditAsync();
}

/// <summary>A key that signs tokens.</summary>
/// <param name="Id">Its ID, the token's <c>kid</c>.</param>
/// <param name="Bytes">The key itself.</param>
public sealed record SigningKey(string Id, byte[] Bytes)
{
    /// <inheritdoc/>
    public override string ToString() => "***";
}
