namespace Wallet.Core;

/// <summary>A transfer as an audit reads it, as far as others can refer to it.</summary>
/// <param name="Operation">The code of its operation.</param>
/// <param name="Sender">The wallet that was debited.</param>
/// <param name="Receiver">The wallet that was credited.</param>
/// <param name="Amount">What moved, in minor units.</param>
/// <param name="CreatedAt">When it was made, in microseconds since 1970-01-01 UTC.</param>
/// <param name="Caller">The wallet whose key it was made under.</param>
/// <param name="Hold">The terms of the hold that it makes, captures or releases; null if it does none of it.</param>
public sealed record AuditedTransfer(
    long Operation, string Sender, string Receiver, long Amount, long CreatedAt, string Caller,
    AuditedHold? Hold = null);

/// <summary>The terms of a hold as an audit reads them.</summary>
/// <param name="Payer">Whose money it is.</param>
/// <param name="Receiver">Who may capture it.</param>
/// <param name="ExpiresAt">When it expires, in microseconds since 1970-01-01 UTC.</param>
public sealed record AuditedHold(string Payer, string Receiver, long ExpiresAt);
