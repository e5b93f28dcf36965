using Xunit;

namespace Wallet.Core.Tests;

public sealed class TransferIdTests
{
    [Fact]
    public void An_id_is_read_back_from_its_text()
    {
        var id = TransferId.New(TimeProvider.System);

        Assert.Matches("^[0-9a-f]{32}$", id.ToString());
        Assert.True(TransferId.TryParse(id.ToString(), out var parsed));
        Assert.Equal(id, parsed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0195f0c0ffee7abc8def0123456789a")]
    [InlineData("0195f0c0ffee7abc8def0123456789abc")]
    [InlineData("0195F0C0FFEE7ABC8DEF0123456789AB")]
    [InlineData("0195f0c0-ffee-7abc-8def-0123456789ab")]
    [InlineData("{195f0c0ffee7abc8def0123456789ab}")]
    [InlineData("0195f0c0ffee7abc8def0123456789ag")]
    [InlineData(" 195f0c0ffee7abc8def0123456789ab")]
    [InlineData("0x95f0c0ffee7abc8def0123456789ab")]
    public void An_id_has_one_text_only(string? text) => Assert.False(TransferId.TryParse(text, out _));

    [Fact]
    public void An_id_is_a_version_7_uuid_of_its_millisecond()
    {
        var time = new TestKit.FakeTime();
        for (var i = 0; i < 200; i++, time.Advance(TimeSpan.FromMilliseconds(7)))
        {
            var id = TransferId.New(time).Value;
            Assert.Equal((7, 8), (id.Version, id.Variant & 0xc));
            Assert.Equal(Guid.CreateVersion7(time.GetUtcNow()).ToString("N")[..12], id.ToString("N")[..12]);
        }
    }

    [Fact]
    public async Task No_two_ids_are_the_same_on_whatever_thread_they_are_made()
    {
        var time = new TestKit.FakeTime();
        var made = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => Enumerable.Range(0, 5_000).Select(_ => TransferId.New(time)).ToArray())));
        Assert.Equal(40_000, made.SelectMany(static ids => ids).Distinct().Count());
    }

    [Fact]
    public void Later_ids_sort_behind_earlier_ones()
    {
        var time = new TestKit.FakeTime();
        var texts = new List<string>();
        for (var i = 0; i < 20; i++, time.Advance(TimeSpan.FromMilliseconds(1)))
            texts.Add(TransferId.New(time).ToString());

        Assert.Equal(texts.Order(StringComparer.Ordinal), texts);
    }
}
