using System.Globalization;

namespace Wallet.Bench;

/// <summary>What was asked for on the command line.</summary>
internal sealed record BenchOptions
{
    /// <summary>How to call the program.</summary>
    public const string Usage = """
        dotnet run -c Release --project bench -- <what> [options]

          http     the standalone host over HTTP, uniform and hot, beside a bare authenticated echo; latency over load
          cluster  gateway + 1 silo and + 2 silos beside the standalone host, as processes; needs redis-server, PostgreSQL and Wallet.sln built
          ledger   the committer and the ledger without HTTP, beside bare loops of prepared SQLite statements
          growth   throughput, history, start-up, size and memory as the ledger grows
          pin      the price of a transfer with a remembered and with a forgotten PIN
          soak     memory under load over time
          versions the standalone host beside that of another checkout (--before DIR), which is built too
          lockout    a short ratio of ledger and bare loop for CI; exits with 1 on a drop far beyond noise

          --quick           small sizes and short runs
          --json FILE       the result as JSON
          --out DIR         where charts go (bench/out)
          --data DIR        where ledgers are made, on the disk to be measured (bench/out/data); what is made there is removed
          --seed N          of everything random (1)
          --repetitions N   of each measurement
          --seconds N       of each measurement over HTTP
          --minutes N       of soak (60)
          --before DIR      the checkout that versions compares with
          --sizes LIST      entries for growth, such as 100k,1M,10M
        """;

    /// <summary>Which benchmark.</summary>
    public required string What { get; init; }

    /// <summary>Small sizes and short runs.</summary>
    public bool Quick { get; init; }

    /// <summary>Where the result goes as JSON, if anywhere.</summary>
    public string? JsonFile { get; init; }

    /// <summary>Where charts go.</summary>
    public string? OutFolder { get; init; }

    /// <summary>Where ledgers are made.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Seed of everything random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How often each measurement is repeated; null for what suits the benchmark.</summary>
    public int? Repetitions { get; init; }

    /// <summary>How long each measurement over HTTP takes; null for what suits the benchmark.</summary>
    public double? Seconds { get; init; }

    /// <summary>How long soak takes; null for what suits the benchmark.</summary>
    public double? Minutes { get; init; }

    /// <summary>The other checkout of versions.</summary>
    public string? Before { get; init; }

    /// <summary>Sizes of growth, in entries, ascending; null for the usual ones.</summary>
    public IReadOnlyList<long>? Sizes { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It can't be understood; the message says what.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> args)
    {
        if (args.Count == 0)
            throw new FormatException("Say what to measure.");
        var options = new BenchOptions { What = args[0] };
        for (var i = 1; i < args.Count; i++)
        {
            var name = args[i];
            string Value() => ++i < args.Count ? args[i] : throw new FormatException($"{name} needs a value.");
            options = name switch
            {
                "--quick" => options with { Quick = true },
                "--json" => options with { JsonFile = Value() },
                "--before" => options with { Before = Value() },
                "--out" => options with { OutFolder = Value() },
                "--data" => options with { DataFolder = Value() },
                "--seed" => options with { Seed = (int)Number(name, Value(), 0) },
                "--repetitions" => options with { Repetitions = (int)Number(name, Value(), 1) },
                "--seconds" => options with { Seconds = Number(name, Value(), 0.1) },
                "--minutes" => options with { Minutes = Number(name, Value(), 0.1) },
                "--sizes" => options with { Sizes = [.. Value().Split(',').Select(Size).Order()] },
                _ => throw new FormatException($"{name} is not an option."),
            };
        }

        return options;
    }

    private static double Number(string name, string text, double least) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least
            && number <= int.MaxValue
            ? number
            : throw new FormatException(
            FormattableString.Invariant($"{name} must be a number from {least} on, not '{text}'."));

    private static long Size(string text)
    {
        var unit = text.Length == 0 ? 1 : text[^1] switch { 'k' => 1_000, 'M' => 1_000_000, _ => 1 };
        var digits = unit == 1 ? text : text[..^1];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && size is >= 1 and <= 1_000_000
            || unit == 1 && size is >= 1 and <= 1_000_000_000
            ? size * unit
            : throw new FormatException($"--sizes takes numbers such as 100k or 10M, not '{text}'.");
    }
}
