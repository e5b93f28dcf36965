using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>The operators' log by itself: what is hashed, and how acts are told.</summary>
public sealed class OperatorLogTests
{
    private const string First =
        "6e54f628b7d0bc35b1edad4e6dbe112b24177e128706c05f4644f3ed629878dd";

    private const string Second =
        "bf0dbd88c17d22b8821134486843b4cf64237e002b8cbb71a30b53e7ba0889a3";

    // The expected values come from an implementation of the documented layout in another language.
    [Theory]
    [InlineData(null, 1, 1772366400123456, null, OperatorActKind.Frozen, "ada@wallet",
        "both until 2026-03-01T13:00:00.000000Z", "looks stolen", First)]
    [InlineData(First, 2, 1772366401000001, "0195f0c0ffee7abc8def0123456789ab", OperatorActKind.Reversed,
        "0195f0c0ffee7abc8def0123456789ac", "500 as 0195f0c0ffee7abc8def0123456789ad", "paid twice \u20b9 \ud83d\udc4d",
        Second)]
    [InlineData(Second, 3, 1772366401000001, "0195f0c0ffee7abc8def0123456789ab", OperatorActKind.SignedOut,
        "0195f0c0ffee7abc8def0123456789ae", "", "x",
        "c2518454d1db30722b71754e560b053c70ddd4395e9ad7cbd6713e1f2a206eb1")]
    public void The_layout_never_changes(
        string? previous, long sequence, long at, string? key, OperatorActKind kind, string target, string detail,
        string reason, string expected)
    {
        var before = previous is null ? new byte[32] : Convert.FromHexString(previous);
        var by = OperatorKeyId.TryParse(key, out var parsed) ? parsed : (OperatorKeyId?)null;

        Assert.Equal(expected, Convert.ToHexStringLower(OperatorLogHash.Compute(
            before, sequence, new Timestamp(at), by, kind, target, detail, Note.Parse(reason))));
        Assert.Equal(expected, Convert.ToHexStringLower(ReferenceHash.OfAct(
            before, sequence, at, key is null ? null : Convert.FromHexString(key), (long)kind, target, detail,
            reason)));
    }

    [Fact]
    public void Each_row_follows_from_the_one_before_and_its_time_never_goes_back()
    {
        var (ada, later) = (Commands.Wallet("ada"), Timestamp.From(FakeTime.Start));
        var first = OperatorLogHead.Empty.Next(later, Acts.Thaw(ada));
        var second = OperatorLogHead.Of(first).Next(new Timestamp(5), Acts.Freeze(ada, FrozenSides.Credit));

        Assert.Equal((1, later, ""), (first.Sequence, first.At, first.Detail));
        Assert.Equal((2, later, "credit"), (second.Sequence, second.At, second.Detail));
        Assert.Equal(
            OperatorLogHash.Compute(
                first.Hash, 2, later, null, OperatorActKind.Frozen, "ada@wallet", "credit", second.Reason),
            second.Hash);
    }

    [Theory]
    [InlineData("debit", FrozenSides.Debit, null)]
    [InlineData("credit", FrozenSides.Credit, null)]
    [InlineData("both", FrozenSides.Both, null)]
    [InlineData("both until 2026-03-01T12:00:00.000001Z", FrozenSides.Both, 1772366400000001)]
    public void A_freeze_has_one_text_and_is_read_from_it(string text, FrozenSides sides, long? until)
    {
        var freeze = new Freeze(sides, until is { } end ? new Timestamp(end) : null);

        Assert.Equal(text, freeze.ToString());
        Assert.True(Freeze.TryParse(text, out var read));
        Assert.Equal(freeze, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Both")]
    [InlineData("neither")]
    [InlineData("both until")]
    [InlineData("both until ")]
    [InlineData("both until 2026-03-01T12:00:00Z")]
    [InlineData("both until 2026-03-01T12:00:00.000001+01:00")]
    [InlineData("both until 2026-03-01T12:00:00.000001Z until 2026-03-01T12:00:00.000001Z")]
    public void What_is_no_freeze_is_not_read_as_one(string text) => Assert.False(Freeze.TryParse(text, out _));

    [Theory]
    [InlineData(OperatorScopes.None, "")]
    [InlineData(OperatorScopes.Read, "read")]
    [InlineData(OperatorScopes.Keys | OperatorScopes.Freeze, "freeze keys")]
    [InlineData(OperatorScopes.Read | OperatorScopes.Freeze | OperatorScopes.Money | OperatorScopes.Keys,
        "read freeze money keys")]
    public void Scopes_have_one_text(OperatorScopes scopes, string text)
    {
        Assert.Equal(text, scopes.ToText());
        var parsed = OperatorScopes.None;
        foreach (var name in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(OperatorNames.Scopes.TryParse(name, out var scope));
            parsed |= scope;
        }

        Assert.Equal(scopes, parsed);
        Assert.False(OperatorNames.Scopes.TryParse("write", out _));
    }

    [Fact]
    public void An_audit_is_read_back_as_it_was_stored()
    {
        var audit = new StoredAudit(
            new Timestamp(1), new Timestamp(2), 3, 4, 5, 6, "-7", "d1ge57", 8, ["invariant 1, ledger: \u20b9"],
            "/heads");

        var read = StoredAudit.Parse(audit.ToText());

        Assert.Equal(audit.ToText(), read.ToText());
        Assert.Equal(
            (audit.EndedAt, audit.BalanceSum, audit.HeadsFile), (read.EndedAt, read.BalanceSum, read.HeadsFile));
        Assert.Equal(audit.Violations, read.Violations);
        foreach (var text in (string[])["", "null", "{}", "[]", audit.ToText()[..^2]])
            Assert.Throws<FormatException>(() => StoredAudit.Parse(text));
    }
}
