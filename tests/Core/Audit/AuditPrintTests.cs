using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class AuditPrintTests
{
    [Fact]
    public void A_short_audit_says_nothing_and_a_long_one_every_two_seconds_how_far_it_is()
    {
        var time = new FakeTime();
        using var shown = new StringWriter { NewLine = "\n" };
        var progress = AuditPrint.Progress(shown, time);
        progress.Report(new AuditProgress(1, 1000));
        time.Advance(TimeSpan.FromSeconds(1.9));
        progress.Report(new AuditProgress(100, 1000));
        Assert.Equal("", shown.ToString());
        time.Advance(TimeSpan.FromSeconds(0.1));
        progress.Report(new AuditProgress(125, 1000));
        progress.Report(new AuditProgress(126, 1000));
        time.Advance(TimeSpan.FromSeconds(2));
        progress.Report(new AuditProgress(long.MaxValue, long.MaxValue));
        Assert.Equal("checked 12 % of 1000 rows\nchecked 100 % of 9223372036854775807 rows\n", shown.ToString());
    }

    [Fact]
    public void All_that_was_counted_and_every_violation_is_written()
    {
        var heads = new AuditHeads([("issuer@wallet", 0, new byte[32])]);
        using var shown = new StringWriter { NewLine = "\n" };
        AuditPrint.Write(
            new AuditReport(1, 2, 4, 3, -5, heads, [new AuditViolation(4, "wallet a@wallet", "it is odd")], 12), shown);
        Assert.Equal(
            $"wallets          1\ntransfers        2\nentries          4\nkey records      3\nsum of balances  " +
            $"-5\ndigest           {heads.Digest}\n"
            + "violations       12\ninvariant 4, wallet a@wallet: it is odd\nand 11 more\n", shown.ToString());
    }
}
