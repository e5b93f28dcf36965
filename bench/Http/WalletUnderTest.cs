namespace Wallet.Bench;

/// <summary>A standalone host with users, money and remembered PINs, ready to be measured.</summary>
internal sealed class WalletUnderTest : IAsyncDisposable
{
    /// <summary>Measuring must not be disturbed by a thousand PINs that are forgotten at the same moment.</summary>
    public static readonly IReadOnlyDictionary<string, string> Settings = new Dictionary<string, string>
    {
        ["Wallet__RateLimit__AuthPerMinute"] = "1000000",
        ["Wallet__Pin__RememberFor"] = "01:00:00",
    };

    /// <summary>On top of them, while users are registered.</summary>
    public static readonly IReadOnlyDictionary<string, string> Registering = new Dictionary<string, string>
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Testing",
        ["Wallet__Bcrypt__WorkFactor"] = "4",
    };

    private readonly Workspace _workspace;
    private readonly string _folder;

    private WalletUnderTest(
        Workspace workspace, string name, string folder, WalletHost host, IReadOnlyList<LoadUser> users)
    {
        Name = name;
        _workspace = workspace;
        _folder = folder;
        Host = host;
        Users = users;
    }

    /// <summary>What has to be said of the way users are set up.</summary>
    public static string Note =>
        "The host runs as in production (Wallet:Pin:RememberFor 1 h, no limit on signing in). Its users were " +
            "registered beforehand in the Testing " +
        "environment with bcrypt work factor 4, since a thousand real ones cost minutes; a transfer with a " +
            "remembered PIN never touches bcrypt.";

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The host.</summary>
    public WalletHost Host { get; }

    /// <summary>The users.</summary>
    public IReadOnlyList<LoadUser> Users { get; private set; }

    /// <summary>Transfers and deposits that setting up made.</summary>
    public int TransfersOfSetup => 2 * Users.Count;

    /// <summary>The host as a target.</summary>
    public LoadTarget Target => new(Name, Host.Address, "/wallet/transfer", Users);

    /// <summary>Makes the users on one host, then starts the one that is measured.</summary>
    /// <param name="workspace">Where.</param>
    /// <param name="users">How many users.</param>
    /// <param name="environment">Further environment variables of the host.</param>
    /// <param name="name">What it is called among others.</param>
    public static async Task<WalletUnderTest> StartAsync(
        Workspace workspace, int users, IReadOnlyDictionary<string, string>? environment = null, string name = "wallet")
    {
        var folder = workspace.Folder(name);
        await using (
            var first = await WalletHost.StartAsync(workspace, folder, Settings.Concat(Registering).ToDictionary()))
            await UserSetup.RegisterAsync(first.Address, users);

        var settings = new Dictionary<string, string>(environment ?? new Dictionary<string, string>());
        foreach (var (setting, value) in Settings)
            settings[setting] = value;
        var host = await WalletHost.StartAsync(workspace, folder, settings);
        try
        {
            var signedIn = await UserSetup.SignInAsync(host.Address, users);
            await UserSetup.FundAsync(host.Address, signedIn);
            return new WalletUnderTest(workspace, name, folder, host, signedIn);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>New tokens for everybody.</summary>
    public async Task SignInAgainAsync() =>
        Users = await UserSetup.SignInAsync(Host.Address, Users.Count, static _ => { });

    /// <summary>Checks that the ledger holds exactly what was acknowledged and none of its invariants is
    /// broken.</summary>
    /// <returns>What the audit counted, in one line.</returns>
    /// <exception cref="BenchException">It does not: then the figures are worth nothing.</exception>
    public async Task<string> AuditAsync(long acknowledged) =>
        AuditCount.Check(await WalletHost.RunAsync(_workspace, _folder, "audit"), acknowledged + TransfersOfSetup);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
