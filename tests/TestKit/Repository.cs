namespace Wallet.TestKit;

/// <summary>Where the repository lies of which this is a build.</summary>
public static class Repository
{
    /// <summary>Its folder; null where the build was carried out of it.</summary>
    public static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
                return folder.FullName;
        }

        return null;
    }
}
