using System.CommandLine;
using Wallet.Hosting;

namespace Wallet.Silo;

/// <summary>Makes the secrets and certificates of a test or a small site. No setting is needed.</summary>
internal static class SiteCommands
{
    private const int DefaultDays = 365, MaxDays = 3650;

    public static IEnumerable<Command> Create()
    {
        yield return Create(
            "init", "make .env with fresh secrets and the certificates of a cluster; overwrites nothing",
            static (site, lifetime) => site.Make(TimeProvider.System, lifetime));
        yield return Create("renew", "make new certificates of silos and gateways with the CA that init made",
            static (site, lifetime) => site.Renew(TimeProvider.System, lifetime));
    }

    private static Command Create(
        string name, string description, Func<SiteFiles, TimeSpan, IReadOnlyList<string>> act)
    {
        var folder = new Argument<string>("FOLDER")
        {
            Description = "where; the working directory unless given",
            DefaultValueFactory = static _ => ".",
        };
        var days = new Option<int>("--days")
        {
            Description = $"how long the certificates of silos and gateways are valid ({DefaultDays})",
            HelpName = "N",
            DefaultValueFactory = static _ => DefaultDays,
        };
        days.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 1 and <= MaxDays))
                result.AddError($"--days must be 1 to {MaxDays}.");
        });
        var command = new Command(name, description) { folder, days };
        command.SetAction(line =>
        {
            foreach (var made in act(
                new SiteFiles(line.GetRequiredValue(folder)), TimeSpan.FromDays(line.GetValue(days))))
                line.InvocationConfiguration.Output.WriteLine($"Made {made}");
            return ExitCodes.Ok;
        });
        return command;
    }
}
