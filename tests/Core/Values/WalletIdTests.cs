using Xunit;

namespace Wallet.Core.Tests;

public sealed class WalletIdTests
{
    [Theory]
    [InlineData("a@wallet")]
    [InlineData("0@wallet")]
    [InlineData("ada.lovelace_1815-1852@wallet")]
    [InlineData("a.@wallet")]
    [InlineData("a--b..c__d@wallet")]
    [InlineData("issuer@wallet")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@wallet")] // 57 + 7 = 64
    public void What_has_the_shape_is_accepted_as_it_is(string text)
    {
        Assert.True(WalletId.TryParse(text, out var id));
        Assert.Equal((text, text), (id.Value, id.ToString()));
        Assert.Equal(id, WalletId.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@wallet")]
    [InlineData("ada")]
    [InlineData("ada@")]
    [InlineData("ada@wallets")]
    [InlineData("ada@WALLET")]
    [InlineData("Ada@wallet")]
    [InlineData(".ada@wallet")]
    [InlineData("-ada@wallet")]
    [InlineData("_ada@wallet")]
    [InlineData("a da@wallet")]
    [InlineData(" ada@wallet")]
    [InlineData("ada@wallet ")]
    [InlineData("ada@wallet\n")]
    [InlineData("ada@bob@wallet")]
    [InlineData("ädа@wallet")]
    [InlineData("а@wallet")] // Cyrillic
    [InlineData("a\u0301@wallet")]
    [InlineData("١@wallet")] // a digit, but not an ASCII one
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@wallet")] // 65
    public void What_has_not_is_refused(string? text)
    {
        Assert.False(WalletId.TryParse(text, out _));
        if (text is not null)
            Assert.Throws<FormatException>(() => WalletId.Parse(text));
    }

    [Fact]
    public void Only_the_issuer_is_the_issuer()
    {
        Assert.True(WalletId.Parse("issuer@wallet").IsIssuer);
        Assert.False(WalletId.Parse("issuer1@wallet").IsIssuer);
        Assert.False(default(WalletId).IsIssuer);
    }

    [Fact]
    public void An_empty_id_is_not_used_by_accident() =>
        Assert.Throws<InvalidOperationException>(() => default(WalletId).Value);
}
