using Wallet.Core;

namespace Wallet.Grains;

/// <summary>The folder of the heads that clean audits leave, and that the next audits compare history with.</summary>
/// <param name="folder">The folder. It is made when it is needed.</param>
/// <param name="kept">How many files are kept.</param>
internal sealed class HeadsFolder(string folder, int kept)
{
    private readonly DatedFiles _files = new(folder, "heads-", ".txt");

    /// <summary>The last heads that were saved, with the name of their file; null if there are none.</summary>
    /// <param name="now">The time.</param>
    /// <exception cref="IOException">They can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be read.</exception>
    /// <exception cref="FormatException">They were changed.</exception>
    public (string File, AuditHeads Heads)? LoadLast(Timestamp now)
    {
        // What a clock that was wrong has dated later is better than nothing.
        var all = _files.List();
        if (all is not [var (_, newest), ..])
            return null;
        var file = all.FirstOrDefault(one => one.Begun <= now).File ?? newest;
        try
        {
            using var reader = file.OpenText();
            return (file.Name, AuditHeads.Load(reader));
        }
        catch (FormatException e)
        {
            throw new FormatException($"{file.FullName} is damaged: {e.Message}", e);
        }
    }

    /// <summary>Saves heads, and deletes the oldest when they are on the disk.</summary>
    /// <param name="heads">The heads.</param>
    /// <param name="begun">When their audit began.</param>
    /// <returns>The name of the file.</returns>
    /// <exception cref="IOException">They can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be written.</exception>
    public string Save(AuditHeads heads, Timestamp begun)
    {
        OwnerFile.MakeFolder(folder);
        var path = _files.PathOf(begun);
        var partial = path + ".partial";
        // Whoever was killed while saving in the same second has left it.
        File.Delete(partial);
        using (var file = OwnerFile.Create(partial))
        {
            using (var writer = new StreamWriter(file, leaveOpen: true))
                heads.Save(writer);
            file.Flush(flushToDisk: true);
        }

        // A name that is lost with the machine's power leaves the heads before, and they will do.
        File.Move(partial, path, overwrite: true);
        foreach (var left in Directory.GetFiles(folder, "heads-*.txt.partial"))
            File.Delete(left);
        _files.Prune(begun, kept);
        return Path.GetFileName(path);
    }
}
