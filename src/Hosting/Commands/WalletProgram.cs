using System.CommandLine;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>What a program says of itself to <see cref="CommandLine"/>. Its functions get the settings of the command
/// line.</summary>
/// <param name="Description">What it is, for <c>--help</c>.</param>
/// <param name="Settings">Its settings, with their defaults.</param>
/// <param name="ServeAsync">Serves until it is told to stop.</param>
public sealed record WalletProgram(
    string Description, IReadOnlyList<Setting> Settings, Func<string[], Task> ServeAsync)
{
    /// <summary>Finds the ledger, for the operator's commands; null if the program has none.</summary>
    public Func<string[], ILedgerOperator>? Ledger { get; init; }

    /// <summary>Where the operators' commands go; to the ledger itself unless given.</summary>
    public Func<string[], ILedgerOperator, OperatorDesk> Desk { get; init; } =
        static (_, ledger) => new OperatorDesk(ledger);

    /// <summary>Opens the ledgers that a copy is made from and to; null if the program has none.</summary>
    public Func<string[], CopyEnds>? CopyEnds { get; init; }

    /// <summary>Finds the file of keys and peppers; null if the program has none.</summary>
    public Func<string[], KeyFile>? Keys { get; init; }

    /// <summary>The keys and peppers that are settings, for a new file; null if there are none.</summary>
    public Func<string[], KeyFileBody?>? KeysOfSettings { get; init; }

    /// <summary>Makes the commands that no other program has.</summary>
    public Func<string[], IEnumerable<Command>> OwnCommands { get; init; } = static _ => [];

    /// <summary>The commands on a ledger, the same for every program that has one. A new one is a file with its
    /// <c>Create</c>, and a line here.</summary>
    internal static IEnumerable<Command> LedgerCommands(Func<ILedgerOperator> ledger, Func<OperatorDesk> desk) =>
    [
        AuditCommand.Create(ledger),
        BackupCommand.Create(ledger),
        RestoreCommand.Create(ledger),
        FreezeCommand.CreateFreeze(desk),
        FreezeCommand.CreateThaw(desk),
        ReverseCommand.Create(desk),
        UserCommands.CreateUnlock(desk),
        UserCommands.CreateSignOut(desk),
        OperatorCommand.Create(desk),
    ];
}
