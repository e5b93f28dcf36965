using System.Security.Cryptography;
using System.Text;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class EntryHashTests
{
    private const string First = "1388f31c713cf37dc9af92d58c994eb833bb61ef5c81d10c6011de3b53c8d8a5";

    // The expected values come from an implementation of the documented layout in another language.
    [Theory]
    [InlineData(null, "ada", 1, "0195f0c0ffee7abc8def0123456789ab", Direction.Credit, "issuer", 5000, 5000,
        1772366400123456, null, First)]
    [InlineData(
        First, "ada", 2, "0195f0c0ffee7abc8def0123456789ac", Direction.Debit, "bob", 1250, 3750,
        1772366401000001, "lunch ₹ 👍",
        "8b2bd9c09641b91cd674b8a2d4a27622e817f5c9f82195c91966d780abc3b6a6")]
    [InlineData(
        null, "issuer", 1, "0195f0c0ffee7abc8def0123456789ab", Direction.Debit, "ada", 5000, -5000,
        1772366400123456, "",
        "f0591c8e8d9d0a2b0f109b4b7c6e74e9c971898fbae4190b96d45f3b78c1eb08")]
    public void The_layout_never_changes(
        string? previous, string wallet, long sequence, string id, Direction direction, string counterparty,
        long amount, long balance, long at, string? note, string expected)
    {
        var before = previous is null ? new byte[32] : Convert.FromHexString(previous);

        Assert.Equal(expected, Convert.ToHexStringLower(
            Hash(before, wallet, sequence, id, direction, counterparty, amount, balance, at, note)));
        Assert.Equal(expected, Convert.ToHexStringLower(
            ByTheDocument(before, wallet, sequence, id, direction, counterparty, amount, balance, at, note)));
        Assert.Equal(expected, Convert.ToHexStringLower(ReferenceHash.OfEntry(
            before, wallet + WalletId.Suffix, sequence, Convert.FromHexString(id), (long)direction, counterparty
            + WalletId.Suffix, amount, balance, at, note)));
    }

    [Fact]
    public void Every_field_counts()
    {
        const string Id = "0195f0c0ffee7abc8def0123456789ab";
        var zero = new byte[32];
        byte[][] hashes =
        [
            Hash(zero, "ada", 1, Id, Direction.Debit, "bob", 10, 20, 30, null),
            Hash([1, .. zero[1..]], "ada", 1, Id, Direction.Debit, "bob", 10, 20, 30, null),
            Hash(zero, "adb", 1, Id, Direction.Debit, "bob", 10, 20, 30, null),
            Hash(zero, "ada", 2, Id, Direction.Debit, "bob", 10, 20, 30, null),
            Hash(zero, "ada", 1, "0195f0c0ffee7abc8def0123456789ac", Direction.Debit, "bob", 10, 20, 30, null),
            Hash(zero, "ada", 1, Id, Direction.Credit, "bob", 10, 20, 30, null),
            Hash(zero, "ada", 1, Id, Direction.Debit, "boc", 10, 20, 30, null),
            Hash(zero, "ada", 1, Id, Direction.Debit, "bob", 11, 20, 30, null),
            Hash(zero, "ada", 1, Id, Direction.Debit, "bob", 10, 21, 30, null),
            Hash(zero, "ada", 1, Id, Direction.Debit, "bob", 10, 20, 31, null),
            Hash(zero, "ada", 1, Id, Direction.Debit, "bob", 10, 20, 30, ""),
            Hash(zero, "ada", 1, Id, Direction.Debit, "bob", 10, 20, 30, "x"),
        ];

        Assert.Equal(hashes.Length, hashes.Select(Convert.ToHexStringLower).Distinct().Count());
    }

    [Fact]
    public void The_longest_entry_fits()
    {
        var (wallet, note) = (new string('a', 57), new string('\u0939', Limits.MaxNoteLength));
        const string Id = "0195f0c0ffee7abc8def0123456789ab";

        Assert.Equal(
            ByTheDocument(new byte[32], wallet, long.MaxValue, Id, Direction.Credit, wallet, Limits.MaxAmountMinor,
            long.MinValue, long.MaxValue, note),
            Hash(new byte[32], wallet, long.MaxValue, Id, Direction.Credit, wallet, Limits.MaxAmountMinor,
            long.MinValue, long.MaxValue, note));
    }

    [Fact]
    public void A_hash_may_take_the_place_of_its_predecessor()
    {
        const string Id = "0195f0c0ffee7abc8def0123456789ab";
        var expected = Hash(new byte[32], "ada", 1, Id, Direction.Credit, "bob", 10, 20, 30, null);
        var memory = new byte[32];
        EntryHash.Compute(
            memory, Commands.Wallet("ada"), 1, IdOf(Id), Direction.Credit, Commands.Wallet("bob"), Amount.From(10), 20,
            new Timestamp(30), null, memory);

        Assert.Equal(expected, memory);
    }

    private static byte[] Hash(
        byte[] previous, string wallet, long sequence, string id, Direction direction, string counterparty, long amount,
        long balance, long at, string? note)
    {
        var hash = new byte[EntryHash.Size];
        EntryHash.Compute(
            previous, Commands.Wallet(wallet), sequence, IdOf(id), direction, Commands.Wallet(counterparty),
            Amount.From(amount), balance,
            new Timestamp(at), Commands.NoteOf(note), hash);
        return hash;
    }

    // The table in the documentation of EntryHash, line by line.
    private static byte[] ByTheDocument(
        byte[] previous, string wallet, long sequence, string id, Direction direction, string counterparty, long amount,
        long balance, long at, string? note) =>
        SHA256.HashData((byte[])
        [
            .. previous,
            1,
            .. Text(wallet + "@wallet"),
            .. Integer(sequence),
            .. Convert.FromHexString(id),
            direction == Direction.Debit ? (byte)1 : (byte)2,
            .. Text(counterparty + "@wallet"),
            .. Integer(amount),
            .. Integer(balance),
            .. Integer(at),
            note is null ? (byte)0 : (byte)1,
            .. note is null ? [] : Text(note),
        ]);

    private static byte[] Integer(long value) => [.. Enumerable.Range(0, 8).Select(i => (byte)(value >> (56 - 8 * i)))];

    private static byte[] Text(string text) =>
        [.. Integer(Encoding.UTF8.GetByteCount(text))[6..], .. Encoding.UTF8.GetBytes(text)];

    private static TransferId IdOf(string text) =>
        TransferId.TryParse(text, out var id) ? id : throw new FormatException("Not a transfer ID.");
}
