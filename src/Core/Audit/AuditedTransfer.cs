namespace Wallet.Core;

/// <summary>A transfer as an audit reads it, as far as others can refer to it.</summary>
/// <param name="Operation">The code of its operation.</param>
/// <param name="Sender">The wallet that was debited.</param>
/// <param name="Receiver">The wallet that was credited.</param>
/// <param name="Amount">What moved, in minor units.</param>
public sealed record AuditedTransfer(long Operation, string Sender, string Receiver, long Amount);
