using System.CommandLine;

namespace Wallet.Bench;

/// <summary>What was asked for on the command line. What is null is as suits the benchmark.</summary>
internal sealed class BenchOptions(ParseResult parsed)
{
    /// <summary>The checkout that versions compares with.</summary>
    public static readonly Option<string> BeforeOption =
        new("--before") { Description = "folder of the other checkout", Required = true };

    /// <summary>How long soak takes.</summary>
    public static readonly Option<double?> MinutesOption = AtLeast(0.1, "--minutes", "how long (60)");

    /// <summary>The MongoDB of copy and mongo.</summary>
    public static readonly Option<string?> MongoOption = new("--mongo")
    {
        Description = "a replica set, mongodb://…/?replicaSet=…; databases bench-… are made and left there",
    };

    /// <summary>The sizes of growth and copy.</summary>
    public static readonly Option<long[]?> SizesOption =
        new("--sizes") { Description = "numbers of entries, ascending", AllowMultipleArgumentsPerToken = true };

    /// <summary>Whether cluster measures TLS too.</summary>
    public static readonly Option<bool> TlsOption =
        new("--tls") { Description = "gateway + 2 silos with TLS between them too" };

    private static readonly Option<bool> QuickOption =
        new("--quick") { Description = "small sizes and short runs", Recursive = true };

    private static readonly Option<string?> DataOption = new("--data")
    {
        Description = "where ledgers are made, and removed again, on the disk to be measured (bench/data)",
        Recursive = true,
    };

    private static readonly Option<int?> SeedOption =
        new("--seed") { Description = "of everything random (1)", Recursive = true };

    private static readonly Option<double?> RepetitionsOption = AtLeast(1, "--repetitions", "of each measurement");

    private static readonly Option<double?> SecondsOption = AtLeast(0.1, "--seconds", "of each measurement over HTTP");

    /// <summary>Options of every benchmark.</summary>
    public static IEnumerable<Option> Common => [QuickOption, DataOption, SeedOption, RepetitionsOption, SecondsOption];

    /// <summary>Which benchmark.</summary>
    public string What => parsed.CommandResult.Command.Name;

    /// <summary>Small sizes and short runs.</summary>
    public bool Quick => parsed.GetValue(QuickOption);

    /// <summary>Where ledgers are made.</summary>
    public string? DataFolder => parsed.GetValue(DataOption);

    /// <summary>Seed of everything random.</summary>
    public int Seed => parsed.GetValue(SeedOption) ?? 1;

    /// <summary>How often each measurement is repeated.</summary>
    public int? Repetitions => (int?)parsed.GetValue(RepetitionsOption);

    /// <summary>How long each measurement over HTTP takes.</summary>
    public double? Seconds => parsed.GetValue(SecondsOption);

    /// <summary>How long soak takes.</summary>
    public double? Minutes => parsed.GetValue(MinutesOption);

    /// <summary>Whether cluster measures TLS too.</summary>
    public bool Tls => parsed.GetValue(TlsOption);

    /// <summary>The other checkout of versions.</summary>
    public string Before => parsed.GetRequiredValue(BeforeOption);

    /// <summary>The MongoDB server: null for copy to do without, for mongo to start one.</summary>
    public string? Mongo => parsed.GetValue(MongoOption);

    /// <summary>Sizes of growth and copy in entries, ascending.</summary>
    public long[]? Sizes => parsed.GetValue(SizesOption) is { Length: > 0 } sizes ? sizes : null;

    private static Option<double?> AtLeast(double least, string name, string description)
    {
        var option = new Option<double?>(name) { Description = description, Recursive = true };
        option.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double?>() >= least))
                result.AddError($"{name} must be at least {least}.");
        });
        return option;
    }
}
