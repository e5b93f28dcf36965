using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Suite;

// The contract over HTTP, unchanged: the same classes that run on the standalone host.

public sealed class RegistrationTests(ClusterHosts hosts) : RegistrationContract(TestServers.Needed(hosts));

public sealed class SignInTests(ClusterHosts hosts) : SignInContract(TestServers.Needed(hosts));

public sealed class SignInLockTests(ClusterHosts hosts) : SignInLockContract(TestServers.Needed(hosts));

public sealed class PinTests(ClusterHosts hosts) : PinContract(TestServers.Needed(hosts));

public sealed class TokenTests(ClusterHosts hosts) : TokenContract(TestServers.Needed(hosts));

public sealed class TokenEndTests(ClusterHosts hosts) : TokenEndContract(TestServers.Needed(hosts));

public sealed class WalletTests(ClusterHosts hosts) : WalletContract(TestServers.Needed(hosts));

public sealed class TransferTests(ClusterHosts hosts) : TransferContract(TestServers.Needed(hosts));

public sealed class RefundTests(ClusterHosts hosts) : RefundContract(TestServers.Needed(hosts));

public sealed class HoldTests(ClusterHosts hosts) : HoldContract(TestServers.Needed(hosts));

public sealed class LimitTests(ClusterHosts hosts) : LimitContract(TestServers.Needed(hosts));

public sealed class RequestTests(ClusterHosts hosts) : RequestContract(TestServers.Needed(hosts));

public sealed class RequestPaymentTests(ClusterHosts hosts) : RequestPaymentContract(TestServers.Needed(hosts));

public sealed class AmountTests(ClusterHosts hosts) : AmountContract(TestServers.Needed(hosts));

public sealed class IdempotencyTests(ClusterHosts hosts) : IdempotencyContract(TestServers.Needed(hosts));

public sealed class IdempotencyKeyTests(ClusterHosts hosts) : IdempotencyKeyContract(TestServers.Needed(hosts));

public sealed class ConcurrencyTests(ClusterHosts hosts) : ConcurrencyContract(TestServers.Needed(hosts));

public sealed class TransferLookupTests(ClusterHosts hosts) : TransferLookupContract(TestServers.Needed(hosts));

public sealed class TransactionsTests(ClusterHosts hosts) : TransactionsContract(TestServers.Needed(hosts));

public sealed class PagingTests(ClusterHosts hosts) : PagingContract(TestServers.Needed(hosts));

public sealed class StatementTests(ClusterHosts hosts) : StatementContract(TestServers.Needed(hosts));

public sealed class PayeeTests(ClusterHosts hosts) : PayeeContract(TestServers.Needed(hosts));

public sealed class QrTests(ClusterHosts hosts) : QrContract(TestServers.Needed(hosts));

public sealed class JsonShapeTests(ClusterHosts hosts) : JsonShapeContract(TestServers.Needed(hosts));

public sealed class BodyLimitTests(ClusterHosts hosts) : BodyLimitContract(TestServers.Needed(hosts));

public sealed class DisconnectTests(ClusterHosts hosts) : DisconnectContract(TestServers.Needed(hosts));

public sealed class ProblemTests(ClusterHosts hosts) : ProblemContract(TestServers.Needed(hosts));

public sealed class ProblemSizeTests(ClusterHosts hosts) : ProblemSizeContract(TestServers.Needed(hosts));

public sealed class RateLimitTests(ClusterHosts hosts) : RateLimitContract(TestServers.Needed(hosts));

public sealed class OpenApiDocumentTests(ClusterHosts hosts) : OpenApiDocumentContract(TestServers.Needed(hosts));

public sealed class BusyTests(ClusterHosts hosts) : BusyContract(TestServers.Needed(hosts));

public sealed class HealthTests(ClusterHosts hosts) : HealthContract(TestServers.Needed(hosts));

public sealed class MetricsTests(ClusterHosts hosts) : MetricsContract(TestServers.Needed(hosts));

public sealed class RequestIdTests(ClusterHosts hosts) : RequestIdContract(TestServers.Needed(hosts));

public sealed class ListenerTests(ClusterHosts hosts) : ListenerContract(TestServers.Needed(hosts));

public sealed class OperatorKeyTests(ClusterHosts hosts) : OperatorKeyContract(TestServers.Needed(hosts));

public sealed class OperatorWalletTests(ClusterHosts hosts) : OperatorWalletContract(TestServers.Needed(hosts));

public sealed class OperatorUserTests(ClusterHosts hosts) : OperatorUserContract(TestServers.Needed(hosts));

public sealed class OperatorTransferTests(ClusterHosts hosts) : OperatorTransferContract(TestServers.Needed(hosts));

public sealed class OperatorAuditTests(ClusterHosts hosts) : OperatorAuditContract(TestServers.Needed(hosts));

public sealed class OperatorSeriesTests(ClusterHosts hosts) : OperatorSeriesContract(hosts);

public sealed class OperatorShapeTests(ClusterHosts hosts) : OperatorShapeContract(TestServers.Needed(hosts));

public sealed class OperatorDocumentTests(ClusterHosts hosts) : OperatorDocumentContract(TestServers.Needed(hosts));

public sealed class WholeSuiteTests(ClusterHosts hosts) : WholeSuiteContract(TestServers.Needed(hosts));

/// <summary>Collections that don't run in parallel run after those that do: this one sees the logs of all the
/// others.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class AfterAllOthers;

[Collection<AfterAllOthers>]
public sealed class SecrecyTests(ClusterHosts hosts) : SecrecyContract(TestServers.Needed(hosts));
