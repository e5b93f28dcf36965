using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Why an operator does something, as the command line says it.</summary>
public static class OperatorReason
{
    /// <summary>Takes it.</summary>
    /// <exception cref="StartException">It is no reason.</exception>
    public static Note Parse(string text) => !string.IsNullOrWhiteSpace(text) && Note.TryParse(text, out var note)
        ? note
        : throw new StartException(
            ExitCodes.BadSetting, $"A reason is a text of at most {Limits.MaxNoteLength} characters.");
}
