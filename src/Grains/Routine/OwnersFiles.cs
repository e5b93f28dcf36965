namespace Wallet.Grains;

/// <summary>Files and folders that only their owner can use, from the moment they are there.</summary>
internal static class OwnersFiles
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder unless it is there; one that is there stays as it is.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnersOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Makes a file, in the place of one that is there.</summary>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnersOnly;
        return new FileStream(path, options);
    }
}
