using Xunit;

namespace Wallet.Core.Tests;

public sealed class SecretHasherTests
{
    private static readonly byte[] Old = [.. Enumerable.Repeat((byte)1, 32)],
        Current = [.. Enumerable.Repeat((byte)2, 32)];

    private readonly TestBcrypt _bcrypt = new();
    private readonly UserId _user = UserId.New(TimeProvider.System);

    [Fact]
    public void A_secret_verifies_with_its_own_hash_only()
    {
        var hasher = Hasher(("new", Current));
        var hash = hasher.Hash(SecretPurpose.Password, _user, "correct horse");

        Assert.True(hasher.Verify(SecretPurpose.Password, _user, "correct horse", hash));
        Assert.False(hasher.Verify(SecretPurpose.Password, _user, "correct horsf", hash));
        Assert.False(hasher.Verify(SecretPurpose.Password, _user, "Correct horse", hash));
        Assert.False(hasher.Verify(SecretPurpose.Password, _user, "", hash));
        Assert.NotEqual(hash, hasher.Hash(SecretPurpose.Password, _user, "correct horse"));
        Assert.StartsWith("$2b$04$", hash.Bcrypt, StringComparison.Ordinal);
    }

    [Fact]
    public void What_differs_behind_72_bytes_differs()
    {
        var hasher = Hasher(("new", Current));
        var common = new string('x', 72);
        var hash = hasher.Hash(SecretPurpose.Password, _user, common + "a");

        Assert.False(hasher.Verify(SecretPurpose.Password, _user, common + "b", hash));
        Assert.False(hasher.Verify(SecretPurpose.Password, _user, common, hash));
        Assert.True(hasher.Verify(SecretPurpose.Password, _user, common + "a", hash));
    }

    [Fact]
    public void A_nul_ends_nothing()
    {
        var hasher = Hasher(("new", Current));
        var hash = hasher.Hash(SecretPurpose.Password, _user, "pass\0word");

        Assert.False(hasher.Verify(SecretPurpose.Password, _user, "pass\0other", hash));
        Assert.False(hasher.Verify(SecretPurpose.Password, _user, "pass", hash));
        Assert.True(hasher.Verify(SecretPurpose.Password, _user, "pass\0word", hash));
    }

    [Fact]
    public void The_longest_password_in_the_longest_encoding_works()
    {
        var hasher = Hasher(("new", Current));
        var longest = new string('\u0939', Limits.MaxPasswordLength);
        var hash = hasher.Hash(SecretPurpose.Password, _user, longest);

        Assert.True(hasher.Verify(SecretPurpose.Password, _user, longest, hash));
        Assert.False(hasher.Verify(SecretPurpose.Password, _user, longest[1..] + "x", hash));
    }

    [Fact]
    public void Rows_cannot_be_swapped_between_users_or_purposes()
    {
        var hasher = Hasher(("new", Current));
        var pin = hasher.Hash(SecretPurpose.Pin, _user, "471147");

        Assert.True(hasher.Verify(SecretPurpose.Pin, _user, "471147", pin));
        Assert.False(hasher.Verify(SecretPurpose.Pin, UserId.New(TimeProvider.System), "471147", pin));
        Assert.False(hasher.Verify(SecretPurpose.Password, _user, "471147", pin));
    }

    [Fact]
    public void A_pepper_can_be_rotated_and_retired()
    {
        var before = Hasher(("old", Old)).Hash(SecretPurpose.Pin, _user, "4711");
        var during = Hasher(("new", Current), ("old", Old));

        Assert.Equal("old", before.PepperId);
        Assert.True(during.Verify(SecretPurpose.Pin, _user, "4711", before));
        var after = during.Hash(SecretPurpose.Pin, _user, "4711");
        Assert.Equal("new", after.PepperId);
        Assert.True(Hasher(("new", Current)).Verify(SecretPurpose.Pin, _user, "4711", after));
        Assert.False(Hasher(("new", Current)).Verify(SecretPurpose.Pin, _user, "4711", before));
        Assert.False(Hasher(("old", Current)).Verify(SecretPurpose.Pin, _user, "4711", before));
    }

    [Fact]
    public void An_unknown_pepper_and_an_unknown_user_cost_one_comparison_too()
    {
        var before = Hasher(("old", Old)).Hash(SecretPurpose.Pin, _user, "4711");
        var hasher = Hasher(("new", Current));
        var verifications = _bcrypt.Verifications;

        Assert.False(hasher.Verify(SecretPurpose.Pin, _user, "4711", before));
        Assert.Equal(verifications + 1, _bcrypt.Verifications);
        hasher.VerifyNothing("4711");
        Assert.Equal(verifications + 2, _bcrypt.Verifications);
    }

    [Fact]
    public void What_bcrypt_sees_is_always_44_ascii_characters_and_never_the_secret()
    {
        var inputs = new List<string>();
        var hasher = new SecretHasher(new Spy(inputs), Ring(("new", Current)), TestBcrypt.WorkFactor);
        foreach (var secret in new[] { "4711", "", new string('x', 128), "p\0w", new string('\u0939', 128) })
            hasher.Hash(SecretPurpose.Password, _user, secret);

        Assert.All(inputs, static input => Assert.Matches("^[A-Za-z0-9+/]{43}=$", input));
        Assert.Equal(inputs.Count, inputs.Distinct().Count());
    }

    [Fact]
    public void A_ring_without_good_peppers_is_refused()
    {
        foreach (var peppers in ((string, byte[])[][])
            [
                [], [("p", new byte[31])], [("p", new byte[32]), ("q", new byte[16])], [("", new byte[32])],
                [("p", new byte[32]), ("p", new byte[32])],
            ])
            Assert.Equal(
                "At least one key is needed, each with an ID of its own and at least 32 bytes. (Parameter 'keys')",
                Assert.Throws<ArgumentException>(() => Ring(peppers)).Message);
    }

    [Fact]
    public void What_is_no_ring_takes_the_place_of_none()
    {
        var ring = Ring(("p", Current));
        Assert.Throws<ArgumentException>(() => ring.Replace([]));
        Assert.Equal(("p", Current), (ring.Current.Id, ring.Find("p")));
    }

    private SecretHasher Hasher(params (string, byte[])[] peppers) =>
        new(_bcrypt, Ring(peppers), TestBcrypt.WorkFactor);

    private static PepperRing Ring(params (string Id, byte[] Value)[] peppers) =>
        new([.. peppers.Select(static pepper => new NamedKey { Id = pepper.Id, Value = pepper.Value })]);

    private sealed class Spy(List<string> inputs) : IBcrypt
    {
        public string Hash(string input, int workFactor)
        {
            inputs.Add(input);
            return "";
        }

        public bool Verify(string input, string hash) => false;
    }
}
