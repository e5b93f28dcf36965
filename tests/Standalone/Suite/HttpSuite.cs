using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Suite;

public sealed class RegistrationTests(StandaloneHosts hosts) : RegistrationContract(hosts);

public sealed class SignInTests(StandaloneHosts hosts) : SignInContract(hosts);

public sealed class SignInLockTests(StandaloneHosts hosts) : SignInLockContract(hosts);

public sealed class PinTests(StandaloneHosts hosts) : PinContract(hosts);

public sealed class TokenTests(StandaloneHosts hosts) : TokenContract(hosts);

public sealed class TokenEndTests(StandaloneHosts hosts) : TokenEndContract(hosts);

public sealed class WalletTests(StandaloneHosts hosts) : WalletContract(hosts);

public sealed class TransferTests(StandaloneHosts hosts) : TransferContract(hosts);

public sealed class RefundTests(StandaloneHosts hosts) : RefundContract(hosts);

public sealed class HoldTests(StandaloneHosts hosts) : HoldContract(hosts);

public sealed class LimitTests(StandaloneHosts hosts) : LimitContract(hosts);

public sealed class RequestTests(StandaloneHosts hosts) : RequestContract(hosts);

public sealed class RequestPaymentTests(StandaloneHosts hosts) : RequestPaymentContract(hosts);

public sealed class AmountTests(StandaloneHosts hosts) : AmountContract(hosts);

public sealed class IdempotencyTests(StandaloneHosts hosts) : IdempotencyContract(hosts);

public sealed class IdempotencyKeyTests(StandaloneHosts hosts) : IdempotencyKeyContract(hosts);

public sealed class ConcurrencyTests(StandaloneHosts hosts) : ConcurrencyContract(hosts);

public sealed class TransferLookupTests(StandaloneHosts hosts) : TransferLookupContract(hosts);

public sealed class TransactionsTests(StandaloneHosts hosts) : TransactionsContract(hosts);

public sealed class PagingTests(StandaloneHosts hosts) : PagingContract(hosts);

public sealed class StatementTests(StandaloneHosts hosts) : StatementContract(hosts);

public sealed class PayeeTests(StandaloneHosts hosts) : PayeeContract(hosts);

public sealed class QrTests(StandaloneHosts hosts) : QrContract(hosts);

public sealed class JsonShapeTests(StandaloneHosts hosts) : JsonShapeContract(hosts);

public sealed class BodyLimitTests(StandaloneHosts hosts) : BodyLimitContract(hosts);

public sealed class DisconnectTests(StandaloneHosts hosts) : DisconnectContract(hosts);

public sealed class ProblemTests(StandaloneHosts hosts) : ProblemContract(hosts);

public sealed class ProblemSizeTests(StandaloneHosts hosts) : ProblemSizeContract(hosts);

public sealed class RateLimitTests(StandaloneHosts hosts) : RateLimitContract(hosts);

public sealed class OpenApiDocumentTests(StandaloneHosts hosts) : OpenApiDocumentContract(hosts);

public sealed class BusyTests(StandaloneHosts hosts) : BusyContract(hosts);

public sealed class HealthTests(StandaloneHosts hosts) : HealthContract(hosts);

public sealed class MetricsTests(StandaloneHosts hosts) : MetricsContract(hosts);

public sealed class RequestIdTests(StandaloneHosts hosts) : RequestIdContract(hosts);

public sealed class ListenerTests(StandaloneHosts hosts) : ListenerContract(hosts);

public sealed class OperatorKeyTests(StandaloneHosts hosts) : OperatorKeyContract(hosts);

public sealed class OperatorWalletTests(StandaloneHosts hosts) : OperatorWalletContract(hosts);

public sealed class OperatorUserTests(StandaloneHosts hosts) : OperatorUserContract(hosts);

public sealed class OperatorTransferTests(StandaloneHosts hosts) : OperatorTransferContract(hosts);

public sealed class OperatorAuditTests(StandaloneHosts hosts) : OperatorAuditContract(hosts);

public sealed class OperatorSeriesTests(StandaloneHosts hosts) : OperatorSeriesContract(hosts);

public sealed class OperatorShapeTests(StandaloneHosts hosts) : OperatorShapeContract(hosts);

public sealed class OperatorDocumentTests(StandaloneHosts hosts) : OperatorDocumentContract(hosts);

public sealed class WholeSuiteTests(StandaloneHosts hosts) : WholeSuiteContract(hosts);

/// <summary>Collections that don't run in parallel run after those that do: this one sees the logs of all the
/// others.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class AfterAllOthers;

[Collection<AfterAllOthers>]
public sealed class SecrecyTests(StandaloneHosts hosts) : SecrecyContract(hosts);
