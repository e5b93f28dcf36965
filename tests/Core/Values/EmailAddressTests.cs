using Xunit;

namespace Wallet.Core.Tests;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("ada@example.org", "ada@example.org")]
    [InlineData("  Ada.Lovelace@EXAMPLE.org\t", "ada.lovelace@example.org")]
    [InlineData("a@b", "a@b")]
    [InlineData("a+tag'!#$%@sub.example.co.uk", "a+tag'!#$%@sub.example.co.uk")]
    [InlineData("ÄDA@BÜCHER.example", "äda@bücher.example")]
    public void An_address_is_trimmed_and_lower_cased(string text, string normalized)
    {
        Assert.True(EmailAddress.TryParse(text, out var email));
        Assert.Equal(normalized, email.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("ada")]
    [InlineData("@example.org")]
    [InlineData("ada@")]
    [InlineData("ada@bob@example.org")]
    [InlineData("ada@@example.org")]
    [InlineData("a da@example.org")]
    [InlineData("ada@exam ple.org")]
    [InlineData("ada\u00a0@example.org")]
    [InlineData("ada\r\nBcc: eve@example.org")]
    [InlineData("ada\0@example.org")]
    [InlineData("ada@.example.org")]
    [InlineData("ada@example.org.")]
    [InlineData("ada@-example.org")]
    [InlineData("ada@example.org-")]
    [InlineData("ada@example..org")]
    [InlineData("👍@example.org")]
    public void What_cannot_be_an_address_is_refused(string? text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Fact]
    public void Name_and_address_have_the_lengths_of_rfc_5321()
    {
        static string Text(int name, int domain) => new string('a', name) + "@" + new string('b', domain);

        Assert.True(EmailAddress.TryParse(Text(64, 189), out _));
        Assert.False(EmailAddress.TryParse(Text(64, 190), out _));
        Assert.False(EmailAddress.TryParse(Text(65, 10), out _));
        Assert.True(EmailAddress.TryParse(new string(' ', 300) + Text(64, 189), out _));
    }

    [Fact]
    public void Normalizing_twice_changes_nothing() => Property.HoldsForEmails(static email =>
    {
        Assert.True(EmailAddress.TryParse(" " + email.Value + " ", out var again));
        Assert.Equal(email, again);
        Assert.Equal(email.Value, email.Name.ToString() + email.Value[email.Value.LastIndexOf('@')..]);
    });

    [Fact]
    public void An_address_is_not_printed() => Assert.Equal("***", TestKit.People.Email("ada@example.org").ToString());
}
