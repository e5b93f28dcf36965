using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class WalletNamesTests
{
    [Theory]
    [InlineData("ada@example.org", "ada@wallet")]
    [InlineData("Ada.Lovelace@example.org", "ada.lovelace@wallet")]
    [InlineData("a_b-c.d@example.org", "a_b-c.d@wallet")]
    [InlineData("ada+shopping@example.org", "ada-shopping@wallet")]
    [InlineData("..ada..lovelace..@example.org", "ada.lovelace@wallet")]
    [InlineData("jürgen@example.org", "j-rgen@wallet")]
    [InlineData("o'neil!!@example.org", "o-neil@wallet")]
    [InlineData("issuer1@example.org", "issuer1@wallet")]
    [InlineData("!!!@example.org", "user@wallet")]
    [InlineData("भारत@example.org", "user@wallet")]
    public void The_first_id_is_the_name_made_safe(string email, string expected) =>
        Assert.Equal(expected, WalletNames.For(People.Email(email)).First().Value);

    [Theory]
    [InlineData("ab@example.org", "ab-")] // too short to be given away bare
    [InlineData("issuer@example.org", "issuer-")] // reserved
    [InlineData("ISSUER@example.org", "issuer-")]
    [InlineData("-issuer-@example.org", "issuer-")]
    public void Some_names_are_never_given_without_a_number(string email, string prefix)
    {
        var first = WalletNames.For(People.Email(email)).First();
        Assert.StartsWith(prefix, first.Value, StringComparison.Ordinal);
        Assert.False(first.IsIssuer);
    }

    [Fact]
    public void Any_email_gives_valid_ids_that_hardly_ever_repeat() => Property.HoldsForEmails(static email =>
    {
        var ids = WalletNames.For(email).Take(40).ToArray();

        Assert.All(ids, static id =>
        {
            Assert.Matches("^[a-z0-9][a-z0-9._-]*@wallet$", id.Value);
            Assert.InRange(id.Value.Length, Limits.MinWalletIdLength, Limits.MaxWalletIdLength);
            Assert.False(id.IsIssuer);
        });
        // Of 35 random numbers of eight digits two may meet once in 150,000 times.
        Assert.True(ids.Distinct().Count() >= ids.Length - 2);
    });

    [Fact]
    public void The_longest_names_fit_with_their_numbers()
    {
        foreach (var name in new[] { new string('a', 64), new string('a', 47) + "." + new string('b', 16),
            string.Concat(Enumerable.Repeat("a.", 32)) })
        {
            var ids = WalletNames.For(People.Email(name + "@example.org")).Take(10).ToArray();
            Assert.All(ids, static id =>
                Assert.InRange(id.Value.Length, Limits.MinWalletIdLength, Limits.MaxWalletIdLength));
            Assert.DoesNotContain(".@", ids[0].Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Numbers_do_not_tell_how_many_came_before()
    {
        var email = People.Email("ada@example.org");

        Assert.NotEqual(WalletNames.For(email).Skip(1).Take(5), WalletNames.For(email).Skip(1).Take(5));
    }
}
