using System.Globalization;

namespace Wallet.Torture;

/// <summary>What the command line asks for.</summary>
internal sealed record TortureOptions
{
    /// <summary>The command line in words.</summary>
    public const string Help = """
        Wallet.Torture: harms the standalone host at random and compares everything with a model.

          --minutes N    torture for N minutes (default 5)
          --rounds N     torture for N rounds instead
          --fuzz N       send N rubbish requests instead of torturing
          --at I         with --fuzz: send only request I, and print it with its answer
          --ci           a short torture, 2,000 rubbish requests and the check of histories; under a minute
          --harm KIND    only harm whose name begins like that, as the final table has it
          --seed S       the seed (default: a random one, which is printed)
          --clients N    how many clients at once (default 24)
          --help         print this

        The exit code is 0 if nothing was violated, 1 if something was, 2 for a wrong command line.
        """;

    public double Minutes { get; private init; } = 5;

    public int? Rounds { get; private init; }

    public int? Fuzz { get; private init; }

    public int? At { get; private init; }

    public bool Ci { get; private init; }

    public string? Harm { get; private init; }

    public int Seed { get; private init; } = Random.Shared.Next();

    public int Clients { get; private init; } = 24;

    public int People => 10;

    public int Pairs => 3;

    public int PlayersOfPair => 4;

    public int MinRoundMilliseconds => Ci ? 1500 : 2000;

    public int MaxRoundMilliseconds => Ci ? 3000 : 6000;

    /// <summary>Reads the command line; null if it is wrong.</summary>
    public static TortureOptions? Parse(string[] args)
    {
        var options = new TortureOptions();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--ci")
            {
                options = options with { Ci = true };
                continue;
            }

            if (args[i] == "--harm" && i + 1 < args.Length)
            {
                options = options with { Harm = args[++i] };
                continue;
            }

            if (++i == args.Length || !double.TryParse(args[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || number is < 0 or > int.MaxValue)
                return null;
            var whole = (int)number;
            var read = args[i - 1] switch
            {
                "--minutes" => options with { Minutes = number },
                "--rounds" => options with { Rounds = whole },
                "--fuzz" => options with { Fuzz = whole },
                "--at" => options with { At = whole },
                "--seed" => options with { Seed = whole },
                "--clients" => options with { Clients = Math.Max(1, whole) },
                _ => null,
            };
            if (read is null)
                return null;
            options = read;
        }

        return options;
    }
}
