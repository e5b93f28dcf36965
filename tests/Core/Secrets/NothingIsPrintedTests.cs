using System.Reflection;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class NothingIsPrintedTests
{
    [Fact]
    public void What_holds_a_secret_prints_stars()
    {
        var hash = new SecretHash("p1", "$2b$10$abc");

        Assert.Equal("***", Secret.Pin("4711").ToString());
        Assert.Equal("***", Secret.Password("correct horse").ToString());
        Assert.Equal("***", hash.ToString());
        Assert.Equal("***", new NamedKey { Id = "p1", Value = new byte[32] }.ToString());
        Assert.Equal("***", new PepperRing([new NamedKey { Id = "p1", Value = new byte[32] }]).ToString());
    }

    [Fact]
    public async Task What_a_lockout_remembers_of_a_pin_prints_stars()
    {
        await using var world = new World();
        var ada = (await world.RegisterAsync("ada")).User;
        Assert.Equal(SecretVerdict.Verified, (await world.Pins.VerifyAsync(ada, World.Pin).InTimeAsync()).Verdict);

        // Nobody but a debugger or a careless log ever gets to see it.
        var remembered = typeof(PinLockout)
            .GetField("_remembered", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(world.Pins.Of(ada));
        Assert.Equal("***", remembered!.ToString());
    }

    [Fact]
    public void Records_around_secrets_do_not_print_them_either()
    {
        var (email, hash) = (People.Email("ada@example.org"), new SecretHash("p1", "$2b$10$abc"));
        object[] records =
        [
            new User(UserId.New(TimeProvider.System), email, Commands.Wallet("ada"), hash, hash, 1, default,
                PersonName.Parse("Ada Lovelace")),
            new NewUser(UserId.New(TimeProvider.System), email, hash, hash, default,
                PersonName.Parse("Ada Lovelace")),
            new TransferRequest(Commands.Wallet("bob"), Amount.From(1), Secret.Pin("4711"), Commands.Key("key"), null),
        ];

        Assert.All(records, static record =>
        {
            var text = record.ToString()!;
            Assert.Contains("***", text, StringComparison.Ordinal);
            Assert.DoesNotContain("$2b$", text, StringComparison.Ordinal);
            Assert.DoesNotContain("4711", text, StringComparison.Ordinal);
            Assert.DoesNotContain("example.org", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Lovelace", text, StringComparison.Ordinal);
        });
    }
}
