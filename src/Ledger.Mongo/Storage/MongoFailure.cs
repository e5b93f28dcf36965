using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>What the driver's exceptions mean to the ledger, by type, label and code: never by their text.</summary>
internal static class MongoFailure
{
    private const int WriteConflict = 112;
    private const string TransientTransactionError = nameof(TransientTransactionError);

    // BSONObjectTooLarge, DocumentValidationFailure and TransactionTooLarge: the server is well, what was sent is not.
    private static readonly int[] CodesOfContent = [10334, 121, 257];

    /// <summary>Whether the server says that the transaction surely was not committed and may be run again from its
    /// start.</summary>
    public static bool MayRunAgain(Exception e) =>
        e is MongoException mongo && mongo.HasErrorLabel(TransientTransactionError);

    /// <summary>Whether another transaction has written a document that this one has to write.</summary>
    public static bool IsConflict(Exception e) => e is MongoCommandException { Code: WriteConflict };

    /// <summary>Whether the store failed, rather than something about what was asked of it.</summary>
    public static bool IsOfStore(Exception e) => e switch
    {
        MongoCommandException command => !CodesOfContent.Contains(command.Code),
        MongoException or TimeoutException or OperationCanceledException => true,
        _ => false,
    };

    /// <summary>The ledger's exception for a failure of the store.</summary>
    /// <remarks>A duplicate key's message quotes the value, which may be an e-mail address; so that message is not
    /// passed on.</remarks>
    public static LedgerException ToLedgerException(LedgerFailure failure, string what, Exception inner) =>
        new(failure, $"{what} ({Name(inner)})", inner is MongoWriteException ? null : inner);

    private static string Name(Exception e) => e switch
    {
        MongoCommandException command => $"MongoDB error {command.Code} {command.CodeName}",
        TimeoutException => "no primary could be reached in time",
        OperationCanceledException => "no answer in time",
        _ => e.GetType().Name,
    };
}
