using MongoDB.Bson;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>What goes wrong with one command.</summary>
/// <param name="Executes">Whether the command is carried out.</param>
/// <param name="Reply">What is answered instead of the command's own reply.</param>
/// <param name="Closes">Whether the connection breaks instead of an answer.</param>
/// <param name="Before">What happens first.</param>
internal sealed record WireFault(
    bool Executes = true, BsonDocument? Reply = null, bool Closes = false, Func<Task>? Before = null)
{
    /// <summary>The connection breaks before the command is carried out.</summary>
    public static readonly WireFault CloseBefore = new(Executes: false, Closes: true);

    /// <summary>The command is carried out, and the connection breaks before its answer.</summary>
    public static readonly WireFault CloseAfter = new(Closes: true);

    /// <summary>The server refuses the command.</summary>
    public static WireFault Refuse(FakeError error) => new(Executes: false, Reply: error.ToReply());

    /// <summary>The command is carried out, but the answer is another one.</summary>
    public static WireFault AnswerWith(BsonDocument reply) => new(Reply: reply);

    /// <summary>Something happens before the command is carried out.</summary>
    public static WireFault After(Func<Task> work) => new(Before: work);
}
