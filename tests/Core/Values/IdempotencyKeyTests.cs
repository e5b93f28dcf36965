using Xunit;

namespace Wallet.Core.Tests;

public sealed class IdempotencyKeyTests
{
    [Fact]
    public void A_key_is_1_to_128_visible_ascii_characters()
    {
        Assert.True(IdempotencyKey.TryParse("!", out _));
        Assert.True(IdempotencyKey.TryParse("~", out _));
        Assert.True(IdempotencyKey.TryParse(new string('x', 128), out var longest));
        Assert.Equal((new string('x', 128), new string('x', 128)), (longest.Value, longest.ToString()));
        Assert.False(IdempotencyKey.TryParse(new string('x', 129), out _));
        Assert.False(IdempotencyKey.TryParse("", out _));
        Assert.False(IdempotencyKey.TryParse(null, out _));
    }

    [Fact]
    public void No_other_character_may_stand_anywhere_in_it()
    {
        for (var c = 0; c <= char.MaxValue; c++)
        {
            var visible = c is >= 0x21 and <= 0x7E;
            Assert.Equal(visible, IdempotencyKey.TryParse(((char)c).ToString(), out _));
            Assert.Equal(visible, IdempotencyKey.TryParse($"a{(char)c}b", out _));
        }
    }

    [Fact]
    public void Keys_differ_by_case() => Assert.NotEqual(IdempotencyKey.Parse("key"), IdempotencyKey.Parse("KEY"));

    [Theory]
    [InlineData("request:", true)]
    [InlineData("request:0195f0c0ffee7abc8def0123456789ab", true)]
    [InlineData("expire:", true)]
    [InlineData("expire:0195f0c0ffee7abc8def0123456789ab", true)]
    [InlineData("request", false)]
    [InlineData("expire", false)]
    [InlineData("Request:x", false)]
    [InlineData("EXPIRE:x", false)]
    [InlineData("xrequest:x", false)]
    [InlineData("my-expire:x", false)]
    public void Keys_of_the_house_begin_with_words_that_no_clients_key_may_begin_with(string key, bool reserved) =>
        Assert.Equal(reserved, IdempotencyKey.Parse(key).IsReserved);

    [Fact]
    public void An_empty_key_is_not_used_by_accident()
    {
        Assert.Equal("An empty idempotency key was used.",
            Assert.Throws<InvalidOperationException>(() => default(IdempotencyKey).Value).Message);
        Assert.Equal("", default(IdempotencyKey).ToString());
        Assert.False(default(IdempotencyKey).IsReserved);
    }

    [Fact]
    public void What_is_no_key_is_not_parsed() => Assert.Equal("Not an idempotency key.",
        Assert.Throws<FormatException>(() => IdempotencyKey.Parse("a b")).Message);
}
