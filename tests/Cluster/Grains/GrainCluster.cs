using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Core;
using Wallet.Grains;
using Wallet.Grains.Abstractions;
using Wallet.Silo;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>Orleans' own test cluster with this project's grains: several silos in the process, each with its own view
/// of the ledger.</summary>
internal sealed class GrainCluster : IAsyncDisposable
{
    private readonly ClusterGround _ground;
    private readonly ConcurrentBag<OpenLedger> _ledgers = [];
    private readonly InProcessTestCluster _cluster;
    private int _turn;

    private GrainCluster(ClusterGround ground, int silos, Func<ILedger, ILedger>? through, IdleOptions? idle)
    {
        _ground = ground;
        var settings = ground.Read();
        var builder = new InProcessTestClusterBuilder((short)silos);
        // Stored states are kept under the service's name; two clusters with one name are one cluster that was cut in
        // two.
        builder.Options.ServiceId = ClusterSettings.ServiceId;
        builder.ConfigureSilo((_, silo) =>
        {
            var ledger = OpenLedger.OpenAsync(settings, TimeProvider.System).GetAwaiter().GetResult();
            _ledgers.Add(ledger);
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddSiloServices(settings, ledger);
            silo.AddWalletGrains(settings.Wallet.Sandbox, settings.Wallet.Pin.ToOptions());
            if (idle is not null)
                silo.Services.AddSingleton(idle);
            if (through is not null)
                silo.Services.AddSingleton(through(ledger.Ledger));
            silo.Services.AddSingleton<IBcrypt>(Bcrypt);
            silo.Services.AddSingleton<IIncomingGrainCallFilter>(Calls);
            silo.Services.AddSingleton<IIncomingGrainCallFilter>(Wire);
            silo.AddLockoutStorage(settings.ConnectionStrings.Lockouts);
            silo.Configure<ClusterMembershipOptions>(static membership =>
            {
                membership.ProbeTimeout = TimeSpan.FromSeconds(1);
                membership.NumMissedProbesLimit = 2;
                membership.NumVotesForDeathDeclaration = 1;
                membership.TableRefreshTimeout = TimeSpan.FromSeconds(2);
            });
        });
        _cluster = builder.Build();
    }

    /// <summary>Every comparison of a secret in any silo.</summary>
    public CountingBcrypt Bcrypt { get; } = new();

    /// <summary>Every call of a grain in any silo.</summary>
    public CallCounter Calls { get; } = new();

    /// <summary>What lies between the silos' committers and the ledger's grain.</summary>
    public LedgerWire Wire { get; } = new();

    /// <summary>The silos that run.</summary>
    public IReadOnlyList<InProcessSiloHandle> Silos => [.. _cluster.GetActiveSilos()];

    /// <summary>The ledger, as the first silo sees it.</summary>
    public ILedger Ledger => Service<ILedger>(Silos[0]);

    /// <summary>Starts a cluster. The ground stays its owner's.</summary>
    /// <param name="ground">What it stands on.</param>
    /// <param name="silos">How many silos.</param>
    /// <param name="through">What each silo sees its ledger through, if a test does something to that.</param>
    /// <param name="idle">When grains are let go, if not as usual.</param>
    public static async Task<GrainCluster> StartAsync(
        ClusterGround ground, int silos, Func<ILedger, ILedger>? through = null, IdleOptions? idle = null)
    {
        var cluster = new GrainCluster(ground, silos, through, idle);
        await cluster._cluster.DeployAsync();
        return cluster;
    }

    /// <summary>Adds a silo.</summary>
    public Task AddSiloAsync() => _cluster.StartAdditionalSiloAsync();

    /// <summary>Takes a silo away with its grains' farewell.</summary>
    public Task StopSiloAsync(InProcessSiloHandle silo) => _cluster.StopSiloAsync(silo);

    /// <summary>Takes a silo away without.</summary>
    public Task KillSiloAsync(InProcessSiloHandle silo) => _cluster.KillSiloAsync(silo);

    /// <summary>The silo that holds a grain.</summary>
    public async Task<InProcessSiloHandle> HolderAsync(IAddressable grain)
    {
        var address = await _cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
        return Silos.Single(silo => silo.SiloAddress.Equals(address));
    }

    /// <summary>How many grains of a class are active in all silos.</summary>
    public async Task<int> CountAsync<TGrain>() where TGrain : Grain =>
        (await _cluster.Client.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics())
        .Where(static grains => grains.GrainType.Contains(typeof(TGrain).Name, StringComparison.Ordinal))
        .Sum(static grains => grains.ActivationCount);

    /// <summary>Registers somebody and gives them money, past the grains.</summary>
    public async Task<Party> RegisterAsync(long funds = 0)
    {
        var services = Services(Silos[0]);
        var (id, name) = (UserId.New(TimeProvider.System), "p" + Guid.NewGuid().ToString("N"));
        Assert.True(EmailAddress.TryParse(name + "@example.com", out var email));
        Assert.True(Pin.TryParse("2580", out var pin));
        var hash = services.GetRequiredService<SecretHasher>().Hash(SecretPurpose.Pin, id, pin.Reveal);
        var wallet = await services.GetRequiredService<IUserStore>().RegisterAsync(
            new NewUser(id, email, new SecretHash("pepper-1", "none"), hash, Timestamp.Now(TimeProvider.System)),
            WalletNames.For(email));
        var party = new Party(id, wallet!.Value, pin);
        if (funds > 0)
        {
            var deposit = LedgerCommand.Deposit(
                party.Wallet, Amount.From(funds), IdempotencyKey.Parse("funds"), TransferId.New(TimeProvider.System));
            Assert.Equal(OutcomeCode.Committed, (await Ledger.CommitAsync([deposit]))[0].Code);
        }

        return party;
    }

    /// <summary>Asks through one silo after the other, as gateways do that are connected to all of them.</summary>
    public Task<TransferOutcome> PayAsync(Party sender, Party receiver, long amount, string key, Pin? pin = null)
    {
        var silos = Silos;
        return PayAsync(silos[(int)((uint)Interlocked.Increment(ref _turn) % (uint)silos.Count)], sender, receiver,
            amount, key, pin);
    }

    /// <summary>Asks through one silo.</summary>
    public Task<TransferOutcome> PayAsync(
        InProcessSiloHandle silo, Party sender, Party receiver, long amount, string key, Pin? pin = null) =>
        PayerGrain(silo, sender).TransferAsync(
            new TransferOrder(sender.User, receiver.Wallet, Amount.From(amount), pin
            ?? sender.Pin, null, IdempotencyKey.Parse(key)));

    /// <summary>The grain of a payer, as one silo reaches it.</summary>
    public ITransferGrain PayerGrain(InProcessSiloHandle silo, Party payer) =>
        Service<IGrainFactory>(silo).GetGrain<ITransferGrain>(payer.Wallet.Value);

    /// <summary>Has somebody's PIN verified, by a change to the same, so that it is remembered.</summary>
    public async Task VerifyPinAsync(Party party) => Assert.Equal(
        SecretVerdict.Verified,
        (await PayerGrain(Silos[0], party).ChangePinAsync(party.User, party.Pin, party.Pin)).Verdict);

    /// <summary>A wallet's balance in minor units.</summary>
    public async Task<long> BalanceAsync(Party party) => (await Ledger.FindWalletAsync(party.Wallet))!.BalanceMinor;

    /// <summary>A silo's service.</summary>
    public T Service<T>(InProcessSiloHandle silo) where T : notnull => Services(silo).GetRequiredService<T>();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
        foreach (var ledger in _ledgers)
            await ledger.DisposeAsync();
        // Whatever a test did to this cluster, the invariants of its ledger hold.
        Assert.Empty((await _ground.AuditAsync()).Violations);
    }

    private IServiceProvider Services(InProcessSiloHandle silo) => _cluster.GetSiloServiceProvider(silo.SiloAddress);
}
