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

    [Theory]
    [InlineData(60, null, "331b725985ae520d9e5e66a2a88343e6a2425138a82f2a8d05c8ef45ea337ec2")]
    [InlineData(604800, null, "c15dcc93d8c1c6b76e8594a3fbc1ab02e6c2935188d9b5bef03821fb8bf9906a")]
    [InlineData(5400, "room ₹ 👍", "d087312b9ec774b631e500de89184c92ed1a757976e00fa1560ae7804a21733d")]
    public void The_layout_of_a_hold_never_changes(int seconds, string? note, string expected)
    {
        var fingerprint = Fingerprint.OfHold(
            new NewHold(Commands.Wallet("hotel"), TimeSpan.FromSeconds(seconds)), Amount.From(12345),
            Commands.NoteOf(note));

        Assert.Equal(expected, Convert.ToHexStringLower(fingerprint.ToArray()));
        Assert.Equal(expected, Convert.ToHexStringLower(
            ReferenceHash.OfRequest(5, "hotel@wallet", 12345, note, holdSeconds: seconds)));
    }

    // What of a transfer, and of the request, is in it: no key may lead to anything else later.
    [Fact]
    public void What_refers_to_a_transfer_is_the_same_request_for_ever()
    {
        var (ada, hotel) = (Commands.Wallet("ada"), Commands.Wallet("hotel"));
        var paid = new Transfer(
            new TransferId(Guid.Parse("0198c0de-0000-7000-8000-00000000002a")), ada, hotel, Amount.From(100), 0, 100,
            default, Commands.NoteOf("tea"), Operation.Transfer);
        var held = paid with
        {
            Receiver = WalletId.Escrow,
            Operation = Operation.Hold,
            Hold = new HoldTerms(ada, hotel, default),
        };

        Assert.Equal(
            [
                "01b19423f78f44959bd801e0299ecb93b5ae816f3c976a8bc6b8296d6a4fe020",
                "a1d257b000b055e4e4bae37ed6aa83e6f510a360bd4d8e533f3f97aedf2fe3a8",
                "45843f15e3a7f700febbbf59ac3b3581e1e1c5a2ad616c4ed5fb51b144d9117b",
                "37e29be2a303ac62c408fec35d6d93a8f6cf6e2f45ff296a6232fb3bc7e9d594",
                "be60b0645ca1c7fb40e9f4ed7eb22496b2b221fc3e7cc4a7f33e77e6628f6484",
                "3f64c9819ba094b7197420dd8b2ffd45a0232ecb1632f89069c3841f494fb7bf",
                "3f64c9819ba094b7197420dd8b2ffd45a0232ecb1632f89069c3841f494fb7bf",
            ],
            new[]
            {
                Commands.Refund(paid).CompletedBy(paid),
                Commands.Refund(paid, 30, note: "broken cup").CompletedBy(paid), Commands.Reversal(paid),
                Commands.Capture(held), Commands.Capture(held, 60), Commands.Release(held).CompletedBy(held),
                Commands.Expire(held),
            }.Select(static command => Convert.ToHexStringLower(command.Fingerprint.ToArray())));
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
        foreach (var size in new[] { 31, 33 })
            Assert.Equal("A fingerprint has 32 bytes. (Parameter 'bytes')",
                Assert.Throws<ArgumentException>(() => new Fingerprint(new byte[size])).Message);
    }

    [Fact]
    public void The_key_and_the_caller_are_not_in_it() => Assert.Equal(
        Commands.Transfer(Commands.Wallet("ada"), Commands.Wallet("bob"), 1, "key").Fingerprint,
        Commands.Transfer(Commands.Wallet("eve"), Commands.Wallet("bob"), 1, "other").Fingerprint);

    private static Fingerprint Of(Operation operation, string receiver, long amount, string? note) =>
        Fingerprint.Of(operation, Commands.Wallet(receiver), Amount.From(amount), Commands.NoteOf(note));
}
