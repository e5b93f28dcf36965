using System.Security.Cryptography;
using System.Text.Json;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>
/// A file of secrets: keys that sign access tokens and peppers of passwords and PINs, each list with the current one
/// first. It is replaced as a whole, so that whoever reads it meanwhile finds the old one or the new one.
/// </summary>
/// <param name="path">Where it is.</param>
/// <param name="owners">Whether it must be its owner's alone. A secret that is mounted into a container is not.</param>
public sealed class KeyFile(string path, bool owners)
{
    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>Reads it.</summary>
    /// <exception cref="StartException">It is missing, damaged, or open to others and must not be.</exception>
    public KeyFileBody Read() => Parse(ReadText());

    /// <summary>Makes it, with a key and a pepper.</summary>
    /// <exception cref="StartException">It can't be made.</exception>
    public void Make() => Write(new KeyFileBody([NewKey()], [NewKey()]));

    /// <summary>Puts other content in its place. The new file is its owner's alone.</summary>
    /// <exception cref="StartException">It can't be written.</exception>
    public void Write(KeyFileBody body) => Using(() =>
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var file = OwnerFile.Create(temporary))
        {
            JsonSerializer.Serialize(file, body, KeyFileJson.Default.KeyFileBody);
            file.Flush(flushToDisk: true);
        }

        if (!owners && !OperatingSystem.IsWindows() && File.Exists(path))
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
        // A pepper that a hash is made under must not be gone after a power failure.
        SyncedFolder.Move(temporary, System.IO.Path.GetFullPath(path), overwrite: true);
        return true;
    });

    /// <summary>A new key, with an ID at random.</summary>
    public static NamedKey NewKey() => new()
    {
        Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)),
        Value = RandomNumberGenerator.GetBytes(NamedKey.MinBytes),
    };

    /// <summary>Reads its text.</summary>
    /// <exception cref="StartException">It is missing, or open to others and must not be.</exception>
    internal string ReadText() => Using(() =>
    {
        if (!File.Exists(path))
            throw new StartException(ExitCodes.CannotStart, $"There are no keys {path}.");
        if (owners && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerFile.Mode) != 0)
            throw new StartException(
                ExitCodes.CannotStart, $"{path} is open to other users. Run: chmod 600 {path}");
        return File.ReadAllText(path);
    });

    /// <summary>What a text of it says.</summary>
    /// <exception cref="StartException">It is damaged.</exception>
    internal KeyFileBody Parse(string text)
    {
        try
        {
            var body = JsonSerializer.Deserialize(text, KeyFileJson.Default.KeyFileBody) ?? throw new JsonException();
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

    private T Using<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(ExitCodes.CannotStart, $"{path} can't be used: {e.Message}", e);
        }
    }
}
