using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>A SQLite that can lose acknowledged commits is refused by its version. That every start asks is tested with
/// real processes.</summary>
public sealed class SqliteVersionTests
{
    [Theory]
    [InlineData(3_006_023, "3.6.23")]
    [InlineData(3_007_000, "3.7.0")]
    [InlineData(3_046_001, "3.46.1")]
    [InlineData(3_050_004, "3.50.4")]
    [InlineData(3_051_002, "3.51.2")]
    public void A_version_with_the_bug_is_refused_in_one_line_that_says_which_is_needed_and_why(
        int number, string version)
    {
        var refusal = SqliteVersion.Refusal(number)!;
        Assert.All([$" {version},", "3.51.3", "WAL-reset"], part =>
            Assert.Contains(part, refusal, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', refusal);
    }

    [Theory]
    [InlineData(3_051_003)]
    [InlineData(3_052_000)]
    [InlineData(3_053_004)]
    [InlineData(4_000_000)]
    public void A_version_without_it_is_not(int number) => Assert.Null(SqliteVersion.Refusal(number));

    [Fact]
    public void The_one_that_comes_with_the_ledger_may_be_used() => SqliteVersion.Check();
}
