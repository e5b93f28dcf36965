using Microsoft.Extensions.Configuration;
using Wallet.Gateway;
using Wallet.Hosting;
using Wallet.Silo;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Settings;

/// <summary>The settings of silos and gateways: what is missing and what is wrong are said at once, and no secret is
/// repeated.</summary>
public sealed class ClusterSettingsTests
{
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static readonly (string, string)[] Enough =
    [
        ("ConnectionStrings:Clustering", "redis:1"), ("ConnectionStrings:Ledger", "sqlite:ledger.db"),
        ("Wallet:Peppers:0:Id", "p1"), ("Wallet:Peppers:0:Value", Key),
        ("Wallet:SigningKeys:0:Id", "k1"), ("Wallet:SigningKeys:0:Value", Key),
    ];

    [Fact]
    public void The_document_tells_every_setting_with_its_limits_and_default() => ConfigurationDocument.Matches(
        [.. Setting.In(new ClusterSettings()).Select(static s => (s.Name, s.Rule, s.Text))],
        ("silo", ClusterSettings.NeededBySilo, SiloHost.DefaultOperatorUrl),
        ("gateway", ClusterSettings.NeededByGateway, GatewayHost.DefaultOperatorUrl));

    [Fact]
    public void What_is_missing_and_what_is_wrong_are_said_at_once_without_secrets()
    {
        var refused = Assert.Throws<StartException>(() => Read(
            [.. Enough, ("ConnectionStrings:Clustering", ""), ("ConnectionStrings:Ledger", "s3cret"),
                ("Wallet:Peppers:1:Id", "p1"), ("Wallet:Peppers:1:Value", "c2hvcnQ="),
                ("Wallet:SigningKeys:0:Value", "not base64"), ("Wallet:SigningKeys:1:Id", "half"),
                ("Wallet:Peppers:0:Di", "p"), ("Wallet:DataDir", "data"), ("Wallet:Cluster:Address", "here")]));

        Assert.Equal(
        [
            "Missing settings: ConnectionStrings:Clustering, Wallet:SigningKeys:1:Value.",
            "ConnectionStrings:Ledger must be mongodb://…, mongodb+srv://… or sqlite:PATH.",
            "Wallet:Cluster:Address must be an IP address or auto, not 'here'.",
            "Wallet:DataDir is not a setting.",
            "Wallet:Peppers:0:Di is not a setting.",
            "Wallet:Peppers:1:Id is that of another key.",
            "Wallet:Peppers:1:Value must be base64 of at least 32 bytes.",
            "Wallet:SigningKeys:0:Value must be base64 of at least 32 bytes.",
        ], refused.Message.Split(". ").Select(static line => line.TrimEnd('.') + ".")
            .OrderBy(static line => !line.StartsWith("Missing", StringComparison.Ordinal))
            .ThenBy(static line => line, StringComparer.Ordinal));
    }

    [Fact]
    public void Backups_are_scheduled_on_SQLite_alone()
    {
        (string, string)[] routine = [.. Enough, ("Wallet:Routine:BackupEvery", "06:00:00"),
            ("Wallet:Routine:BackupDir", "backups"), ("Wallet:Routine:AuditEvery", "1")];
        var options = Read(routine).Wallet.Routine.ToOptions();
        Assert.Equal((TimeSpan.FromHours(6), Path.GetFullPath("backups"), TimeSpan.FromDays(1)),
            (options.BackupEvery, options.BackupDir, options.AuditEvery));
        foreach (var scheme in (string[])["mongodb", "mongodb+srv"])
            Assert.Equal(
                "Wallet:Routine:BackupEvery can't be used with a ledger on MongoDB: back it up by its own tools.",
                Assert.Throws<StartException>(() => Read(
                    [.. routine, ("ConnectionStrings:Ledger", scheme + "://host/wallet")])).Message);
    }

    [Fact]
    public void Keys_are_read_in_their_order_and_a_gateway_may_be_given_what_others_need()
    {
        var settings = Read(
            [.. Enough, ("Wallet:Peppers:1:Id", "p0"), ("Wallet:Peppers:1:Value", Key), ("Wallet:RecentKeys", "5"),
                ("ConnectionStrings:Gate", "redis:2"), ("ConnectionStrings:SomebodyElses", "x")]);

        Assert.Equal(["p1", "p0"], settings.Wallet.Peppers.Select(static key => key.Id));
        Assert.Equal(Convert.FromBase64String(Key), settings.Wallet.SigningKeys.Single().Value);
        Assert.False(settings.Wallet.Sandbox);
    }

    [Fact]
    public void A_file_takes_the_place_of_keys_and_peppers()
    {
        var settings = Read([.. Enough.Where(static one => !one.Item1.StartsWith("Wallet:", StringComparison.Ordinal)),
            ("Wallet:KeyFile", "keys.json")]);

        Assert.Equal(Path.GetFullPath("keys.json"), Assert.IsType<KeyFile>(settings.Wallet.FindKeyFile()).Path);
        Assert.Null(settings.Wallet.KeysOfSettings());
        Assert.Null(Read(Enough).Wallet.FindKeyFile());
        Assert.Equal("k1", Assert.IsType<KeyFileBody>(Read(Enough).Wallet.KeysOfSettings()).JwtKeys.Single().Id);
        // New keys beside peppers that hashes are under would be a loss.
        var onlyKeys = Read([Enough[0], Enough[1], Enough[4], Enough[5], ("Wallet:KeyFile", "keys.json")]);
        Assert.Throws<StartException>(() => onlyKeys.Wallet.KeysOfSettings());
    }

    private static ClusterSettings Read((string Name, string Value)[] settings) =>
        ClusterSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(
            settings.GroupBy(static s => s.Name)
            .Select(static s => KeyValuePair.Create(s.Key, (string?)s.Last().Value)))
            .Build(), testing: false, ClusterSettings.NeededByGateway);
}
