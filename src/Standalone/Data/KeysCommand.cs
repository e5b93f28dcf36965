using System.CommandLine;
using System.Text;
using Wallet.Core;
using Wallet.Hosting;

namespace Wallet.Standalone;

/// <summary>Writes the keys of a data folder as settings of a cluster that goes on with its ledger: tokens stay valid,
/// and PINs and passwords can be verified. They get into a file that only its owner can read, and are not
/// printed.</summary>
internal static class KeysCommand
{
    public static Command Create(string[] settings)
    {
        var file = new Argument<string>("FILE") { Description = "the new file" };
        var command = new Command(
            "keys", "write signing keys and peppers as settings of a cluster, a line each, to a new file") { file };
        command.SetAction(line => Run(settings, line.GetRequiredValue(file), line.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string[] args, string file, TextWriter output)
    {
        var folder = StandaloneSettings.Read(WalletHostBuilder.ReadConfiguration(args)).FullDataDir;
        var keys = DataFolder.KeyFileIn(folder).Read();
        var text = new StringBuilder();
        Write(text, "Wallet__SigningKeys", keys.JwtKeys);
        Write(text, "Wallet__Peppers", keys.Peppers);
        try
        {
            using var writer = new StreamWriter(OwnerFile.Create(file));
            writer.Write(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(ExitCodes.CannotStart, $"{file} can't be written: {e.Message}", e);
        }

        output.WriteLine(
            $"The settings are in {Path.GetFullPath(file)}. Whoever reads them can forge tokens: remove the file when "
            + "silos and gateways have them.");
        return ExitCodes.Ok;
    }

    private static void Write(StringBuilder text, string setting, IReadOnlyList<NamedKey> keys)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            // Shells and service managers read the file, each by its own rules.
            if (keys[i].Id.AsSpan().ContainsAnyExcept(SafeInSettings))
                throw new StartException(ExitCodes.CannotStart,
                    $"The ID of key {i + 1} of {setting} can't be written as a setting: it has other characters than "
                    + "letters, digits, . _ and -.");
            text.Append(null, $"{setting}__{i}__Id={keys[i].Id}\n");
            text.Append(null, $"{setting}__{i}__Value={Convert.ToBase64String(keys[i].Value)}\n");
        }
    }

    private static readonly System.Buffers.SearchValues<char> SafeInSettings = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
}
