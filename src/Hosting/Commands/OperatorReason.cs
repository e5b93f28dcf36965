using System.CommandLine;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Why an operator does something, as the command line says it.</summary>
internal static class OperatorReason
{
    /// <summary>The option that takes it.</summary>
    public static Option<string> Option() => new("--reason")
    {
        Description = $"why, in at most {Limits.MaxNoteLength} characters, for the operators' log",
        HelpName = "TEXT",
        Required = true,
    };

    /// <summary>Reads it.</summary>
    /// <exception cref="StartException">It is no reason.</exception>
    public static Note Parse(string text) => Note.TryParseSaying(text, out var note)
        ? note
        : throw new StartException(
            ExitCodes.BadSetting, $"A reason is a text of at most {Limits.MaxNoteLength} characters.");
}
