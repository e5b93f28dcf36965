using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class FingerprintTests
{
    // The expected values come from an implementation of the documented layout in another language.
    [Theory]
    [InlineData(Operation.Transfer, null, "1f14b040af664b7b2e3ea9a392d22b53f280663057c4d184250080b333831ce4")]
    [InlineData(Operation.Transfer, "", "1b2fe8846618f26ef07e0213330e1c2c4a3ddaef2aab42d55fe49de36de6ffda")]
    [InlineData(Operation.Transfer, "lunch ₹ 👍", "8b2bffe23d0224dc7829ffaea68f987ac6bd7a87253cde6824eca38b3d09fd39")]
    [InlineData(Operation.Deposit, null, "3b552f476c04ca46c759751997819d85ed8c6e2442aafe625e4c308438e7a243")]
    public void The_layout_never_changes(Operation operation, string? note, string expected)
    {
        var fingerprint = Of(operation, "bob", 12345, note);

        Assert.Equal(expected, Convert.ToHexStringLower(fingerprint.ToArray()));
        Assert.Equal(
            expected, Convert.ToHexStringLower(ReferenceHash.OfRequest((int)operation, "bob@wallet", 12345, note)));
    }

    // A link makes another layout; without one, the layout is the one that keys have had from the beginning.
    [Theory]
    [InlineData(null, "9ed1a80543f68077cee24ec929089cc6af0cfbab61fb0580accf7c5ced1d9239")]
    [InlineData("lunch ₹ 👍", "21a14f78b86a6ede7461da8c691cc07132be05c7948aa3ca87b16d0f4d38f3bd")]
    public void The_layout_with_a_link_never_changes(string? note, string expected)
    {
        var link = new TransferId(Guid.Parse("0198c0de-0000-7000-8000-00000000002a"));
        var fingerprint = Fingerprint.Of(
            Operation.Transfer, Commands.Wallet("bob"), Amount.From(12345), Commands.NoteOf(note), link);

        Assert.Equal(expected, Convert.ToHexStringLower(fingerprint.ToArray()));
        Assert.Equal(expected, Convert.ToHexStringLower(
            ReferenceHash.OfRequest(1, "bob@wallet", 12345, note, link.Value.ToByteArray(bigEndian: true))));
    }

    [Fact]
    public void Fields_cannot_run_into_one_another()
    {
        var fingerprints = new HashSet<Fingerprint>();
        foreach (var operation in new[] { Operation.Transfer, Operation.Deposit })
        {
            foreach (var receiver in new[] { "a", "ab", "b", "a.b", new string('a', 57) })
            {
                foreach (var amount in new[] { 1, 2, 256, 257, 65536, Limits.MaxAmountMinor })
                {
                    foreach (var note in new[] { null, "", " ", "a", "ab", "b", "\u0100", new string('\u0939', 140) })
                        Assert.True(fingerprints.Add(Of(operation, receiver, amount, note)));
                }
            }
        }
    }

    [Fact]
    public void Bytes_are_read_back()
    {
        var fingerprint = Of(Operation.Transfer, "bob", 1, null);

        Assert.Equal(fingerprint, new Fingerprint(fingerprint.ToArray()));
        Assert.Throws<ArgumentException>(() => new Fingerprint(new byte[31]));
        Assert.Throws<ArgumentException>(() => new Fingerprint(new byte[33]));
    }

    [Fact]
    public void The_key_and_the_caller_are_not_in_it() => Assert.Equal(
        Commands.Transfer(Commands.Wallet("ada"), Commands.Wallet("bob"), 1, "key").Fingerprint,
        Commands.Transfer(Commands.Wallet("eve"), Commands.Wallet("bob"), 1, "other").Fingerprint);

    private static Fingerprint Of(Operation operation, string receiver, long amount, string? note) =>
        Fingerprint.Of(operation, Commands.Wallet(receiver), Amount.From(amount), Commands.NoteOf(note));
}
