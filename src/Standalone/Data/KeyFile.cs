using System.Security.Cryptography;
using System.Text.Json;
using Wallet.Core;
using Wallet.Hosting;

namespace Wallet.Standalone;

/// <summary>
/// The secrets of a data folder: keys that sign access tokens and peppers of passwords and PINs, each list with the
/// current one first. The file is made at the first start, before the ledger; so a ledger without it has lost it, and
/// its users could never sign in again.
/// </summary>
internal static class KeyFile
{
    /// <summary>Reads the file, or makes it if there is no ledger yet.</summary>
    /// <exception cref="StartException">It is missing, damaged or open to others.</exception>
    public static KeyFileBody Open(DataFolder folder) => Using(folder.Keys, () =>
    {
        if (!File.Exists(folder.Keys))
        {
            if (File.Exists(folder.Ledger))
                throw new StartException(
                    ExitCodes.CannotStart,
                    $"{folder.Keys} is missing, and nobody in {folder.Ledger} can sign in without it. Restore it " +
                    "from a backup.");

            Create(folder.Keys);
        }

        return Check(folder.Keys);
    });

    /// <summary>Reads the file of a folder that need not be locked.</summary>
    /// <exception cref="StartException">It is missing, damaged or open to others.</exception>
    public static KeyFileBody Read(string path) => Using(path, () => File.Exists(path)
        ? Check(path)
        : throw new StartException(ExitCodes.CannotStart, $"There are no keys {path}."));

    private static KeyFileBody Using(string path, Func<KeyFileBody> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(ExitCodes.CannotStart, $"{path} can't be used: {e.Message}", e);
        }
    }

    private static KeyFileBody Check(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerFile.Mode) != 0
            ? throw new StartException(
                ExitCodes.CannotStart, $"{path} is open to other users. Run: chmod 600 {path}")
            : Parse(path);

    private static KeyFileBody Parse(string path)
    {
        try
        {
            var body = JsonSerializer.Deserialize(File.ReadAllBytes(path), KeyFileJson.Default.KeyFileBody)
                ?? throw new JsonException();
            NamedKey.Check(body.JwtKeys);
            NamedKey.Check(body.Peppers);
            return body;
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            // The cause is left out: its message may quote the file.
            throw new StartException(ExitCodes.CannotStart, $"{path} is damaged. Restore it from a backup.");
        }
    }

    private static void Create(string path)
    {
        var body = new KeyFileBody([NewSecret()], [NewSecret()]);
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var file = OwnerFile.Create(temporary))
        {
            JsonSerializer.Serialize(file, body, KeyFileJson.Default.KeyFileBody);
            file.Flush(flushToDisk: true);
        }

        // The ledger is made after this file, in the same folder, and SQLite syncs the folder with it: there is no
        // ledger without keys.
        File.Move(temporary, path);
    }

    private static NamedKey NewSecret() => new()
    {
        Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)),
        Value = RandomNumberGenerator.GetBytes(NamedKey.MinBytes),
    };
}
