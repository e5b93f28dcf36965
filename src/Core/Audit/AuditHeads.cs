using System.Globalization;

namespace Wallet.Core;

/// <summary>
/// The heads of all chains at one moment: with each wallet's sequence, the hash of its last entry. Kept outside of the ledger's reach, they
/// prove later that history was not rewritten: whoever changes an entry and hashes all that follow anew cannot get these hashes back.
/// </summary>
public sealed class AuditHeads
{
    private const string Title = "wallet-ledger-heads-1";

    private readonly SortedDictionary<string, (long Sequence, byte[] Hash)> _heads;

    /// <summary>Takes the heads by wallet ID.</summary>
    public AuditHeads(IEnumerable<(string WalletId, long Sequence, byte[] Hash)> heads)
    {
        _heads = new(StringComparer.Ordinal);
        foreach (var (walletId, sequence, hash) in heads)
            _heads[walletId] = (sequence, hash);
        using var digest = ReferenceHash.StartDigest();
        foreach (var (walletId, (sequence, hash)) in _heads)
            ReferenceHash.AddHead(digest, walletId, sequence, hash);
        Digest = Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    /// <summary>SHA-256 over all wallets' IDs, sequences and heads, in ordinal order of ID: the whole history in one line.</summary>
    public string Digest { get; }

    /// <summary>The wallet IDs.</summary>
    public IEnumerable<string> WalletIds => _heads.Keys;

    /// <summary>A wallet's head, or null if the wallet was not there.</summary>
    public (long Sequence, byte[] Hash)? Find(string walletId) => _heads.TryGetValue(walletId, out var head) ? head : null;

    /// <summary>Writes the heads: a line with title and digest, then a line for each wallet with ID, sequence and hash.</summary>
    public void Save(TextWriter writer)
    {
        writer.WriteLine($"{Title} {Digest}");
        foreach (var (walletId, (sequence, hash)) in _heads)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{walletId} {sequence} {Convert.ToHexStringLower(hash)}"));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else, or it was damaged.</exception>
    public static AuditHeads Load(TextReader reader)
    {
        var title = reader.ReadLine()?.Split(' ');
        if (title is not [Title, var digest])
            throw new FormatException("The file does not hold saved heads.");
        var heads = new List<(string, long, byte[])>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Split(' ') is not [var walletId, var number, { Length: 64 } hash] || !long.TryParse(number, CultureInfo.InvariantCulture, out var sequence))
                throw new FormatException("A line of the saved heads is damaged.");
            heads.Add((walletId, sequence, Convert.FromHexString(hash)));
        }

        var loaded = new AuditHeads(heads);
        return loaded.Digest == digest ? loaded : throw new FormatException("The saved heads do not match their digest: the file was changed.");
    }
}
