using Wallet.Cluster.Tests.Hosts;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Suite;

// The same classes once more, with the ledger on a real MongoDB: those whose answers come from the ledger.

[Collection<OnMongo>]
public sealed class MongoRegistrationTests(MongoClusterHosts hosts)
    : RegistrationContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoSignInTests(MongoClusterHosts hosts)
    : SignInContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoPinTests(MongoClusterHosts hosts)
    : PinContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoTokenTests(MongoClusterHosts hosts)
    : TokenContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoTokenEndTests(MongoClusterHosts hosts)
    : TokenEndContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoWalletTests(MongoClusterHosts hosts)
    : WalletContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoTransferTests(MongoClusterHosts hosts)
    : TransferContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoLimitTests(MongoClusterHosts hosts)
    : LimitContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoRefundTests(MongoClusterHosts hosts)
    : RefundContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoHoldTests(MongoClusterHosts hosts)
    : HoldContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoRequestTests(MongoClusterHosts hosts)
    : RequestContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoRequestPaymentTests(MongoClusterHosts hosts)
    : RequestPaymentContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoIdempotencyTests(MongoClusterHosts hosts)
    : IdempotencyContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoIdempotencyKeyTests(MongoClusterHosts hosts)
    : IdempotencyKeyContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoConcurrencyTests(MongoClusterHosts hosts)
    : ConcurrencyContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoTransferLookupTests(MongoClusterHosts hosts)
    : TransferLookupContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoTransactionsTests(MongoClusterHosts hosts)
    : TransactionsContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoPagingTests(MongoClusterHosts hosts)
    : PagingContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoStatementTests(MongoClusterHosts hosts)
    : StatementContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoPayeeTests(MongoClusterHosts hosts)
    : PayeeContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoOperatorKeyTests(MongoClusterHosts hosts)
    : OperatorKeyContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoOperatorWalletTests(MongoClusterHosts hosts)
    : OperatorWalletContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoOperatorUserTests(MongoClusterHosts hosts)
    : OperatorUserContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoOperatorTransferTests(MongoClusterHosts hosts)
    : OperatorTransferContract(MongoClusterHosts.Needed(hosts));

[Collection<OnMongo>]
public sealed class MongoOperatorAuditTests(MongoClusterHosts hosts)
    : OperatorAuditContract(MongoClusterHosts.Needed(hosts));
