using System.Globalization;

namespace Wallet.Torture;

/// <summary>What the command line asks for.</summary>
internal sealed record TortureOptions
{
    /// <summary>The command line in words.</summary>
    public const string Help = """
        Wallet.Torture: harms the standalone host, or a cluster, at random and compares everything with a model.

          --minutes N    torture for N minutes (default 5)
          --rounds N     torture for N rounds instead
          --fuzz N       send N rubbish requests instead of torturing, half of them to operators; with --cluster to the
                         gateway
          --at I         with --fuzz: send only request I, and print it with its answer
          --cluster      two silos, a gateway, Redis and PostgreSQL instead of the standalone host
          --mongo [M]    with --cluster: the ledger on MongoDB instead of a SQLite file; M is the path of mongod
                         (default: the one on the PATH) or the connection string of a server, which then comes to no
                         harm
          --members N    with --mongo: how many members the replica set has (default 1)
          --host DIR     torture the programs that were built in DIR, another checkout, instead of this one's
          --beside DIR   with --cluster: silos and gateways of this checkout beside those that were built in DIR, a
                         checkout of another version, each replaced by the other again and again. Both must know the
                         ledger's format
          --rehearse     with --mongo and --beside: the upgrade to this version and the way back, step by step as
                         docs/operations.md has them, instead of harm
          --self-test    check the check of histories: planted violations must be found
          --ci           a short torture, 2,000 rubbish requests and the check of histories; under a minute
          --harm KIND    only harm whose name begins like that, as the final table has it
          --seed S       the seed (default: a random one, which is printed)
          --clients N    how many clients at once (default 24)
          --help         print this

        The exit code is 0 if nothing was violated, 1 if something was, 2 for a wrong command line, 3 if something that
        it takes is missing.
        """;

    public double Minutes { get; private init; } = 5;

    public int? Rounds { get; init; }

    public int? Fuzz { get; private init; }

    public int? At { get; private init; }

    public bool Ci { get; private init; }

    public bool SelfTest { get; private init; }

    public bool Cluster { get; private init; }

    /// <summary>The path of <c>mongod</c>, a connection string, or empty for the PATH; null for a ledger in a
    /// SQLite file.</summary>
    public string? Mongo { get; private init; }

    public int Members { get; private init; } = 1;

    /// <summary>The folder of a checkout of another version; null for this one alone.</summary>
    public string? Beside { get; private init; }

    /// <summary>Whether the upgrade is rehearsed.</summary>
    public bool Rehearse { get; private init; }

    /// <summary>What answers of this version have and those of the one before have not, in what both can do.</summary>
    public string? UnknownToOlder => Beside is null ? null : "onBehalfOf";

    /// <summary>The folder of a checkout whose programs are tortured; null for this one.</summary>
    public string? Host { get; private init; }

    public string? Harm { get; private init; }

    public int Seed { get; private init; } = Random.Shared.Next();

    public int Clients { get; private init; } = 24;

    public int People => 10;

    public int Pairs => 3;

    public int PlayersOfPair => 4;

    public int ActingOperators => 2;

    public int ReversingOperators => 3;

    public int Traders => 6;

    /// <summary>Whether there is more than plain payments: a rehearsal may begin with a version that does not know
    /// it.</summary>
    public bool HasTraders => !Rehearse;

    public int MinRoundMilliseconds => Cluster ? 10_000 : Rounds is null ? 5000 : 1500;

    public int MaxRoundMilliseconds => Cluster ? 20_000 : Rounds is null ? 9000 : 3000;

    public int MinHarms => Rehearse ? 1 : Cluster ? 3 : Rounds is null ? 5 : 2;

    public int MaxHarms => Rehearse ? 1 : Cluster ? 6 : Rounds is null ? 9 : 4;

    /// <summary>The command line that sends one request of a run with <c>--fuzz</c> again.</summary>
    public string Again(int request) => string.Create(
        CultureInfo.InvariantCulture, $"--fuzz 1 --at {request} --seed {Seed}")
        + (Mongo is null ? Cluster ? " --cluster" : "" : " --mongo");

    /// <summary>Prepares what is to be tortured.</summary>
    public IVictim MakeVictim(WalletHttp http, Tally tally) => Cluster
        ? new ClusterVictim(http, tally, MakeLedger(tally), Builds, Rehearse)
        : new StandaloneVictim(http, tally, StandaloneProgram);

    /// <summary>What is missing here for what was asked for; null if nothing.</summary>
    public string? Missing => Cluster
        ? ClusterVictim.Missing
            ?? Builds.Select(static build => build.MissingOfCluster).FirstOrDefault(static what => what is not null)
            ?? (Mongo is null ? null : MongoClusterLedger.Missing(Mongo, isOwn: Rehearse))
        : Builds[^1].Missing(StandaloneProgram);

    private BuiltHosts[] Builds
    {
        get
        {
            var build = Host is null ? BuiltHosts.Own : new BuiltHosts("the other checkout", Path.GetFullPath(Host));
            // An upgrade begins with the other one.
            return Beside is null
                ? [build]
                : [new BuiltHosts("the version beside it", Path.GetFullPath(Beside)), build];
        }
    }

    // Its own checkout's lies beside this program.
    private string StandaloneProgram =>
        Host is null ? Path.Combine(AppContext.BaseDirectory, "Wallet.Standalone.dll") : Builds[^1].Standalone;

    private IClusterLedger MakeLedger(Tally tally) =>
        Mongo is null ? new SqliteClusterLedger(tally) : new MongoClusterLedger(Mongo, Members, tally);

    /// <summary>Reads the command line; null if it is wrong.</summary>
    public static TortureOptions? Parse(string[] args)
    {
        var options = new TortureOptions();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is "--ci" or "--cluster" or "--self-test")
            {
                options = options with
                {
                    Ci = options.Ci || args[i] == "--ci",
                    Cluster = options.Cluster
                    || args[i] == "--cluster",
                    SelfTest = options.SelfTest || args[i] == "--self-test"
                };
                continue;
            }

            if (args[i] == "--mongo")
            {
                var isNamed = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal);
                options = options with { Cluster = true, Mongo = isNamed ? args[++i] : "" };
                continue;
            }

            if (args[i] == "--rehearse")
            {
                options = options with { Rehearse = true, Rounds = UpgradeRehearsal.Count };
                continue;
            }

            if (args[i] == "--beside" && i + 1 < args.Length)
            {
                options = options with { Cluster = true, Beside = args[++i] };
                continue;
            }

            if (args[i] == "--host" && i + 1 < args.Length)
            {
                options = options with { Host = args[++i] };
                continue;
            }

            if (args[i] == "--harm" && i + 1 < args.Length)
            {
                options = options with { Harm = args[++i] };
                continue;
            }

            if (++i == args.Length || !double.TryParse(args[i], NumberStyles.Float, CultureInfo.InvariantCulture,
                out var number) || number is < 0 or > int.MaxValue)
                return null;
            var whole = (int)number;
            var read = args[i - 1] switch
            {
                "--minutes" => options with { Minutes = number },
                "--rounds" => options with { Rounds = whole },
                "--fuzz" => options with { Fuzz = whole },
                "--at" => options with { At = whole },
                "--seed" => options with { Seed = whole },
                "--members" => options with { Members = Math.Max(1, whole) },
                "--clients" => options with { Clients = Math.Max(1, whole) },
                _ => null,
            };
            if (read is null)
                return null;
            options = read;
        }

        // Rubbish is made for what one version knows.
        return options is { Fuzz: not null, Beside: not null } or { Rehearse: true, Beside: null }
            or { Rehearse: true, Mongo: null } ? null : options;
    }
}
