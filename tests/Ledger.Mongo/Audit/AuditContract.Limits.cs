using MongoDB.Bson;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

public abstract partial class AuditContract
{
    // Too low, which would let out too much; too high; another day; and what is nothing.
    [Theory]
    [InlineData("spent.minor", 9L, "it claims to have sent 9 on day")]
    [InlineData("spent.minor", 11L, "it claims to have sent 11 on day")]
    [InlineData("spent.minor", -10L, "it claims to have sent -10 on day")]
    [InlineData("spent.minor", 10.0, "its minor is not a 64-bit integer")]
    [InlineData("spent.day", 1L, "nothing after day 1, but there are 1 payments")]
    [InlineData("spent.day", 99_999L, "but that was 0")]
    [InlineData("spent.since", 99L, "it claims to count since entry 99")]
    [InlineData("spent", 10L, "its minor is not a 64-bit integer")]
    [InlineData("limits.perDay", 1.5, "its limits are none")]
    [InlineData("limits.perDay", -1L, "its limits are none")]
    [InlineData("limits.raise", 1L, "its limits are none")]
    public async Task Damage_of_what_was_sent_and_of_limits_is_found_and_named(string path, object value, string what)
    {
        await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 10)]);
        await Opened.Spending.SetLimitsAsync(Ada, new SpendingLimits(null, 500));
        Assert.Empty((await AuditAsync()).Violations);

        await Collection("wallets").UpdateOneAsync(
            new BsonDocument("_id", Ada.Value),
            new BsonDocument("$set", new BsonDocument(path, BsonValue.Create(value))), null,
            TestContext.Current.CancellationToken);

        Assert.Contains((await AuditAsync()).Violations, violation => violation.Invariant == 4
            && violation.Where == $"wallet {Ada}" && violation.What.Contains(what, StringComparison.Ordinal));
    }
}
