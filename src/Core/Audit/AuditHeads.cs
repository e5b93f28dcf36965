using System.Globalization;

namespace Wallet.Core;

/// <summary>
/// The heads of all chains at one moment: with each wallet's sequence, the hash of its last entry, the hash of the last
/// row of the operators' log, and one hash over all key records. Kept outside of the ledger's reach, they prove later
/// that history was not rewritten: whoever changes an entry and hashes all that follow anew, or makes a key forget its
/// refusal, cannot get these hashes back.
/// </summary>
public sealed class AuditHeads
{
    private const string Title = "wallet-ledger-heads-1";

    // No wallet ID is without an @, so these lines can't be taken for a wallet's.
    private const string KeyRecordsLine = "key-records", OperatorLogLine = "operator-log";

    private readonly SortedDictionary<string, (long Sequence, byte[] Hash)> _heads;

    /// <summary>Takes the heads by wallet ID, the hash over the key records of a ledger that numbers them, and the end
    /// of the operators' log.</summary>
    public AuditHeads(
        IEnumerable<(string WalletId, long Sequence, byte[] Hash)> heads, (long Count, byte[] Hash)? keyRecords = null,
        (long Count, byte[] Hash)? operatorLog = null)
    {
        (KeyRecords, OperatorLog) = (keyRecords, operatorLog);
        _heads = new(StringComparer.Ordinal);
        foreach (var (walletId, sequence, hash) in heads)
        {
            // An escrow that was never used is left out, as it was not there before there were holds.
            if (sequence > 0 || walletId != WalletId.Escrow.Value)
                _heads[walletId] = (sequence, hash);
        }

        using var digest = ReferenceHash.StartDigest();
        foreach (var (walletId, (sequence, hash)) in _heads)
            ReferenceHash.AddHead(digest, walletId, sequence, hash);
        if (keyRecords is { } keys)
            ReferenceHash.AddHead(digest, KeyRecordsLine, keys.Count, keys.Hash);
        if (operatorLog is { } log)
            ReferenceHash.AddHead(digest, OperatorLogLine, log.Count, log.Hash);
        Digest = Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    /// <summary>SHA-256 over all wallets' IDs, sequences and heads, in ordinal order of ID, over the key records, and
    /// over the end of the operators' log, if it has one: the whole history in one line.</summary>
    public string Digest { get; }

    /// <summary>How many key records there were, and the hash over them in the order of their numbers; null if the
    /// ledger has no such order.</summary>
    public (long Count, byte[] Hash)? KeyRecords { get; }

    /// <summary>How many rows the operators' log had, and the hash of the last one; null if it had none, or if the
    /// heads were saved before there was a log.</summary>
    public (long Count, byte[] Hash)? OperatorLog { get; }

    /// <summary>The wallet IDs.</summary>
    public IEnumerable<string> WalletIds => _heads.Keys;

    /// <summary>A wallet's head, or null if the wallet was not there.</summary>
    public (long Sequence, byte[] Hash)? Find(string walletId) => _heads.TryGetValue(walletId, out var head)
        ? head
        : null;

    /// <summary>Writes the heads: a line with title and digest, a line with the number of key records and the hash over
    /// them, one with the number of rows of the operators' log and the hash of the last, then a line for each wallet
    /// with ID, sequence and hash.</summary>
    public void Save(TextWriter writer)
    {
        writer.WriteLine($"{Title} {Digest}");
        if (KeyRecords is { } keys)
            WriteLine(KeyRecordsLine, keys.Count, keys.Hash);
        if (OperatorLog is { } log)
            WriteLine(OperatorLogLine, log.Count, log.Hash);
        foreach (var (walletId, (sequence, hash)) in _heads)
            WriteLine(walletId, sequence, hash);

        void WriteLine(string name, long count, byte[] hash) =>
            writer.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{name} {count} {Convert.ToHexStringLower(hash)}"));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else, or it was damaged.</exception>
    public static AuditHeads Load(TextReader reader)
    {
        var title = reader.ReadLine()?.Split(' ');
        if (title is not [Title, var digest])
            throw new FormatException("The file does not hold saved heads.");
        var heads = new List<(string, long, byte[])>();
        (long, byte[])? keyRecords = null, operatorLog = null;
        while (reader.ReadLine() is { } line)
        {
            if (line.Split(' ') is not [var walletId, var number, { Length: 64 } hash]
                || !long.TryParse(number, CultureInfo.InvariantCulture, out var sequence))
                throw new FormatException("A line of the saved heads is damaged.");
            if (walletId == KeyRecordsLine)
                keyRecords = (sequence, Convert.FromHexString(hash));
            else if (walletId == OperatorLogLine)
                operatorLog = (sequence, Convert.FromHexString(hash));
            else
                heads.Add((walletId, sequence, Convert.FromHexString(hash)));
        }

        var loaded = new AuditHeads(heads, keyRecords, operatorLog);
        return loaded.Digest == digest
            ? loaded
            : throw new FormatException("The saved heads do not match their digest: the file was changed.");
    }
}
