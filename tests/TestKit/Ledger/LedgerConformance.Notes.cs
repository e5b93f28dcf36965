using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    /// <summary>Notes that a store could lose, fold, cut or take for something else.</summary>
    public static TheoryData<string?> OddNotes =>
    [
        (string?)null,
        "",
        " ",
        "  leading and trailing  ",
        "null",
        "'; DROP TABLE entries; --",
        "{\"$gt\": \"\"}",
        "\\0 \\u0000 %s %00",
        "👍🏽 👨‍👩‍👧‍👦 🇮🇳",
        "שלום ‏مرحبا",
        "e\u0301 is not \u00e9",
        "ﬁ ﬀ ſ İ ı ß",
        "\u200b\u200d\ufeff",
        "\uffff \ufffd \U0010ffff",
        "नमस्ते, ₹ 100",
        new string('x', Limits.MaxNoteLength),
        string.Concat(Enumerable.Repeat("😀", Limits.MaxNoteLength / 2)),
        new string('\u0939', Limits.MaxNoteLength),
    ];

    [Theory]
    [MemberData(nameof(OddNotes))]
    public async Task A_note_comes_back_as_it_was_written(string? text)
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var command = Commands.Transfer(ada, bob, 1, note: text);
        var first = await ExpectAsync(OutcomeCode.Committed, command);
        await ReopenAsync();

        Assert.Equal(text, first.Transfer!.Note?.Value);
        Assert.Equal(first.Transfer, await Ledger.FindTransferAsync(command.ProposedId));
        Assert.Equal(first.Transfer, (await Ledger.FindKeyAsync(ada, command.Key))?.Transfer);
        Assert.Equal(first.Transfer.Note, (await Ledger.ReadAllAsync(ada))[0].Note);
        Assert.Equal(first.Transfer.Note, (await Ledger.ReadAllAsync(bob))[0].Note);
        Assert.Equal(first with { Replayed = true }, await Ledger.CommitOneAsync(command.Again()));
    }
}
