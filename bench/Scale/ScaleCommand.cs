using System.CommandLine;
using Spectre.Console;

namespace Wallet.Bench;

/// <summary>Prints the model of how far a cluster scales.</summary>
internal static class ScaleCommand
{
    private static readonly Option<double>
        Gateway = Price("--gateway", 28, "CPU of a transfer in gateways"),
        Silo = Price("--silo", 45, "in silos, without the committer"),
        Hash = Price("--hash", 100_000, "of a hashed PIN"),
        Redis = Price("--redis", 13, "in the gate's Redis"),
        Committer = Price("--committer", 19, "in the committer"),
        Server = Price("--server", 145, "in the ledger's server"),
        Wait = Price("--wait", 10_000, "what a batch waits for beside that"),
        Hashed = Share("--hashed", 0.01, "of transfers whose PIN is not remembered"),
        Utilization = Share("--utilization", 0.7, "of a core that is used at most");

    private static readonly Option<int>
        Batch = Number("--batch", 512, "transfers in a full batch"), Cores = Number("--cores", 8, "of each machine");

    public static Command Command()
    {
        var command = new Command(
            "scale", "what a cluster of N silos reaches and what limits it: a model, no measurement");
        foreach (var option in (Option[])
            [Gateway, Silo, Hash, Hashed, Redis, Committer, Server, Wait, Batch, Cores, Utilization])
            command.Add(option);
        command.SetAction(static parsed => Print(new ScaleModel
        {
            Gateway = parsed.GetValue(Gateway),
            Silo = parsed.GetValue(Silo),
            Hash = parsed.GetValue(Hash),
            Hashed = parsed.GetValue(Hashed),
            Redis = parsed.GetValue(Redis),
            Committer = parsed.GetValue(Committer),
            Server = parsed.GetValue(Server),
            BatchWait = parsed.GetValue(Wait),
            Utilization = parsed.GetValue(Utilization),
            Batch = parsed.GetValue(Batch),
            Cores = parsed.GetValue(Cores),
        }));
        return command;
    }

    private static void Print(ScaleModel model)
    {
        var table = new Table().AddColumns("silos", "silos have room for", "reaches", "gateways needed", "limit");
        foreach (var silos in (int[])[1, 2, 4, 8, 16])
        {
            var (transfers, limit) = model.Of(silos);
            table.AddRow(
                $"{silos}", $"{model.OfSilos(silos):N0}/s", $"{transfers:N0}/s", $"{model.GatewaysFor(transfers)}",
                limit);
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"the gate's Redis: {model.OfGate:N0}/s, the ledger: {model.OfLedger:N0}/s");
    }

    private static Option<double> Price(string name, double microseconds, string what) => new(name)
    {
        Description = $"{what}, in microseconds",
        DefaultValueFactory = _ => microseconds,
    };

    private static Option<double> Share(string name, double share, string what) => new(name)
    {
        Description = $"the share {what}",
        DefaultValueFactory = _ => share,
    };

    private static Option<int> Number(string name, int value, string what) => new(name)
    {
        Description = what,
        DefaultValueFactory = _ => value,
    };
}
