using Microsoft.Extensions.Configuration;
using Wallet.Hosting;
using Wallet.TestKit;

namespace Wallet.Standalone.Tests.InProcess;

/// <summary>Settings are bound as they are documented, and all that is wrong with them is said at once.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void The_document_tells_every_setting_with_its_limits_and_default() => ConfigurationDocument.Matches(
        [.. Setting.In(new StandaloneSettings()).Select(static s => (s.Name, s.Rule, s.Text))],
        ("standalone", [], StandaloneHost.DefaultOperatorUrl));

    [Fact]
    public void Everything_that_is_wrong_is_named_in_one_line()
    {
        var refused = Assert.Throws<StartException>(() => Read(
            ("Wallet:Sandbox", "maybe"), ("Wallet:Pin:LockFor", "15"), ("Wallet:Pin:RememberFor", "soon"),
            ("Wallet:Currency", ""), ("Wallet:TrustedProxies", "10.0.0.0/8,\neverybody"), ("Wallet:Pni:LockFor", "1"),
            ("Wallet:Pin", "5"), ("Wallet:Bcrypt:WorkFactor:0", "10"), ("Wallet:RecentKeys", "0"),
            ("Wallet:Routine:AuditEvery", "32"), ("Wallet:Routine:BackupEvery", "1"),
            ("Wallet:Routine:BackupsKept", "0")));

        Assert.Equal(ExitCodes.BadSetting, refused.ExitCode);
        Assert.Equal(
        [
            "Wallet:Bcrypt:WorkFactor:0 must be 10 to 15, not '10'.",
            "Wallet:Currency must be three capital letters, not ''.",
            "Wallet:Pin is not a setting.",
            "Wallet:Pin:LockFor must be 00:00:01 to 1.00:00:00, not '15'.",
            "Wallet:Pin:RememberFor must be 00:00:00 to 01:00:00, not 'soon'.",
            "Wallet:Pni:LockFor is not a setting.",
            "Wallet:RecentKeys must be 1 to 1000000, not '0'.",
            "Wallet:Routine:AuditEvery must be 00:00:00, or 00:00:01 to 31.00:00:00, not '32'.",
            "Wallet:Routine:BackupDir must be a folder, not ''.",
            "Wallet:Routine:BackupsKept must be 1 to 1000, not '0'.",
            "Wallet:Sandbox must be true or false, not 'maybe'.",
            "Wallet:TrustedProxies must be addresses or networks like 10.0.0.0/8, not '10.0.0.0/8,?everybody'.",
        ], refused.Message.Split(". ").Select(static line => line.TrimEnd('.') + ".").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Values_at_their_limits_are_taken_and_names_are_compared_without_case()
    {
        var settings = Read(
            ("wallet:PIN:lockfor", "1.00:00:00"), ("Wallet:Pin:RememberFor", "01:00:00"), ("Wallet:Sandbox", "False"),
            ("Wallet:Bcrypt:WorkFactor", "15"), ("Wallet:RateLimit:AuthPerMinute", "1000000"),
            ("Wallet:TrustedProxies:0", "10.0.0.0/8"), ("Wallet:TrustedProxies:1", "192.0.2.7")).Wallet;

        Assert.Equal((TimeSpan.FromDays(1), TimeSpan.FromHours(1), false, 15, 1_000_000),
            (settings.Pin.LockFor, settings.Pin.RememberFor, settings.Sandbox, settings.Bcrypt.WorkFactor,
            settings.RateLimit.AuthPerMinute));
        Assert.Equal(["10.0.0.0/8", "192.0.2.7/32"], settings.TrustedProxies.Parse().Select(static n => n.ToString()));
        Assert.Equal(
            ["10.0.0.0/8", "192.0.2.7/32"], Read(("Wallet:TrustedProxies", "10.0.0.0/8, 192.0.2.7")).Wallet
            .TrustedProxies.Parse().Select(static n => n.ToString()));
    }

    private static StandaloneSettings Read(params (string Name, string Value)[] settings) =>
        new SettingsReader<StandaloneSettings>(new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(static s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build(), testing: false)
        .Finish();
}
