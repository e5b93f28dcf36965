using Wallet.Cluster;
using Wallet.Core;
using Wallet.Hosting;

namespace Wallet.Silo;

/// <summary>
/// The files of a small site: <c>.env</c> with its secrets for the compose file, and the certificates of its cluster.
/// Nothing that is there is overwritten, for a pepper or a CA's key that is gone does not come back.
/// </summary>
/// <param name="folder">Where they are.</param>
internal sealed class SiteFiles(string folder)
{
    private const UnixFileMode Everybody = OwnerFile.Mode | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
        EverybodysFolder = Everybody | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private string Certificates => Path.Combine(folder, "certificates");

    private string CaFile => Path.Combine(Certificates, "ca", "ca.crt");

    private string CaKeyFile => Path.Combine(Certificates, "ca", "ca.key");

    /// <summary>Makes all of it.</summary>
    /// <returns>What was made, for whoever asked.</returns>
    /// <exception cref="StartException">Some of it is there already, or can't be written.</exception>
    public IReadOnlyList<string> Make(TimeProvider time, TimeSpan lifetime) => With(() =>
    {
        var env = Path.Combine(folder, ".env");
        foreach (var path in (string[])[env, Certificates])
        {
            if (Path.Exists(path))
                throw new StartException(ExitCodes.CannotStart, $"{path} exists; nothing is overwritten.");
        }

        using var authority = CertificateAuthority.Create(time);
        // Nobody else gets into the folder. A container gets a folder in it, and reads that as a user of its own.
        MakeFolder(folder, null);
        MakeFolder(Certificates, OwnerFile.FolderMode);
        MakeFolder(Path.GetDirectoryName(CaFile)!, OwnerFile.FolderMode);
        Write(CaKeyFile, authority.KeyPem, OwnerFile.Mode);
        Write(CaFile, authority.CertificatePem, Everybody);
        foreach (var role in Enum.GetValues<ClusterRole>())
        {
            MakeFolder(FolderOf(role), EverybodysFolder);
            Write(Path.Combine(FolderOf(role), "ca.crt"), authority.CertificatePem, Everybody);
            Issue(authority, role, time, lifetime);
        }

        // Last, so that what was interrupted has no .env.
        Write(env, EnvFile.Make(), OwnerFile.Mode);
        return (string[])[env, Certificates];
    });

    /// <summary>Makes new certificates for silos and gateways with the CA that is there.</summary>
    /// <exception cref="StartException">There is none, or the files can't be written.</exception>
    public IReadOnlyList<string> Renew(TimeProvider time, TimeSpan lifetime) => With(() =>
    {
        using var authority = CertificateAuthority.Load(File.ReadAllText(CaFile), File.ReadAllText(CaKeyFile));
        foreach (var role in Enum.GetValues<ClusterRole>())
            Issue(authority, role, time, lifetime);
        return (string[])[.. Enum.GetValues<ClusterRole>().Select(FolderOf)];
    });

    private string FolderOf(ClusterRole role) => Path.Combine(Certificates, role.Name());

    private void Issue(CertificateAuthority authority, ClusterRole role, TimeProvider time, TimeSpan lifetime)
    {
        var (certificate, key) = authority.Issue(role, time.GetUtcNow(), lifetime);
        Replace(Path.Combine(FolderOf(role), "tls.key"), key);
        Replace(Path.Combine(FolderOf(role), "tls.crt"), certificate);
    }

    // A process that reads meanwhile finds the old file or the new one.
    private static void Replace(string path, string text)
    {
        File.Delete(path + ".new");
        Write(path + ".new", text, Everybody);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static void MakeFolder(string path, UnixFileMode? mode)
    {
        Directory.CreateDirectory(path);
        if (mode is { } said && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, said);
    }

    private static void Write(string path, string text, UnixFileMode mode)
    {
        using (var writer = new StreamWriter(OwnerFile.Create(path)))
            writer.Write(text);
        // The mode at making it is less what the process masks.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    private static IReadOnlyList<string> With(Func<string[]> act)
    {
        try
        {
            return [.. act().Select(Path.GetFullPath)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException
            or System.Security.Cryptography.CryptographicException)
        {
            throw new StartException(ExitCodes.CannotStart, e.Message, e);
        }
    }
}
