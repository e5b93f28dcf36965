using Xunit;

namespace Wallet.Core.Tests;

public sealed class AuditHeadsTests
{
    private static readonly byte[] Hash = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)];

    [Fact]
    public void Heads_are_read_back_as_they_were_saved()
    {
        var heads = new AuditHeads([("bob@wallet", 0, new byte[32]), ("ada@wallet", 7, Hash)], (12, Hash), (3, Hash));

        var loaded = AuditHeads.Load(new StringReader(Save(heads)));

        Assert.Equal(heads.Digest, loaded.Digest);
        Assert.Equal(["ada@wallet", "bob@wallet"], loaded.WalletIds);
        var (sequence, hash) = Assert.NotNull(loaded.Find("ada@wallet"));
        Assert.Equal(7, sequence);
        Assert.Equal(Hash, hash);
        Assert.Null(loaded.Find("eve@wallet"));
        var (count, hashOfKeys) = Assert.NotNull(loaded.KeyRecords);
        Assert.Equal(12, count);
        Assert.Equal(Hash, hashOfKeys);
        var (acts, hashOfLog) = Assert.NotNull(loaded.OperatorLog);
        Assert.Equal(3, acts);
        Assert.Equal(Hash, hashOfLog);
    }

    // By a program from before there was an operators' log.
    [Fact]
    public void Heads_that_tell_of_no_log_are_read_and_have_the_digest_they_had()
    {
        const string Saved = """
            wallet-ledger-heads-1 DIGEST
            key-records 12 HASH
            ada@wallet 7 HASH

            """;
        var heads = new AuditHeads([("ada@wallet", 7, Hash)], (12, Hash));
        Assert.Equal("ef95bf58737740ea43680f9131ac10a5496101b6a84e297b4f61c655e0a8d991", heads.Digest);
        var text = Saved.Replace("DIGEST", heads.Digest, StringComparison.Ordinal)
            .Replace("HASH", Convert.ToHexStringLower(Hash), StringComparison.Ordinal);
        Assert.Equal(text, Save(heads));
        Assert.Null(AuditHeads.Load(new StringReader(text)).OperatorLog);
    }

    [Fact]
    public void The_digest_does_not_depend_on_the_order_and_does_on_all_else()
    {
        string[] digests =
        [
            new AuditHeads([("ada@wallet", 7, Hash), ("bob@wallet", 0, new byte[32])]).Digest,
            new AuditHeads([("ada@wallet", 8, Hash), ("bob@wallet", 0, new byte[32])]).Digest,
            new AuditHeads([("ada@wallet", 7, Hash), ("bob@wallet", 0, Hash)]).Digest,
            new AuditHeads([("ada@wallet", 7, Hash), ("eve@wallet", 0, new byte[32])]).Digest,
            new AuditHeads([("ada@wallet", 7, Hash)]).Digest,
            new AuditHeads([("ada@wallet", 7, Hash), ("bob@wallet", 0, new byte[32])], (0, Hash)).Digest,
            new AuditHeads([("ada@wallet", 7, Hash), ("bob@wallet", 0, new byte[32])], (1, Hash)).Digest,
            new AuditHeads([("ada@wallet", 7, Hash), ("bob@wallet", 0, new byte[32])], (1, new byte[32])).Digest,
            new AuditHeads([]).Digest,
            new AuditHeads([("ada@wallet", 7, Hash), ("bob@wallet", 0, new byte[32])], null, (1, Hash)).Digest,
            new AuditHeads([("ada@wallet", 7, Hash), ("bob@wallet", 0, new byte[32])], null, (2, Hash)).Digest,
        ];

        Assert.Equal(digests.Length, digests.Distinct().Count());
        Assert.Equal(digests[0], new AuditHeads([("bob@wallet", 0, new byte[32]), ("ada@wallet", 7, Hash)]).Digest);
    }

    [Theory]
    [InlineData("ada@wallet 7", "ada@wallet 8")]
    [InlineData("ada@wallet", "eve@wallet")]
    [InlineData("000102", "000103")]
    [InlineData("wallet-ledger-heads-1", "wallet-ledger-heads-2")]
    [InlineData("ada@wallet 7", "ada@wallet seven")]
    [InlineData("ada@wallet 7", "ada@wallet")]
    [InlineData("key-records 12", "key-records 13")]
    [InlineData("operator-log 3", "operator-log 4")]
    [InlineData("operator-log 3", "key-records 3")]
    [InlineData("1d1e1f", "1d1e")]
    [InlineData("1d1e1f", "1d1exx")]
    public void What_was_changed_since_is_refused(string was, string becomes)
    {
        var saved = Save(new AuditHeads([("ada@wallet", 7, Hash)], (12, Hash), (3, Hash)));
        Assert.Contains(was, saved, StringComparison.Ordinal);

        Assert.Throws<FormatException>(() =>
            AuditHeads.Load(new StringReader(saved.Replace(was, becomes, StringComparison.Ordinal))));
    }

    [Fact]
    public void An_empty_file_holds_no_heads() =>
        Assert.Throws<FormatException>(() => AuditHeads.Load(new StringReader("")));

    private static string Save(AuditHeads heads)
    {
        var writer = new StringWriter();
        heads.Save(writer);
        return writer.ToString();
    }
}
