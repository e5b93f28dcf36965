using System.Security.Cryptography;
using System.Text;

namespace Wallet.Core;

/// <summary>
/// What two ledgers have in common that hold the same, whatever kinds of ledger they are and in whatever order they
/// keep it: wallets with the heads of their chains, users, key records, and what is the operators'. A chain's head
/// stands for all of its entries, once an audit has followed the chain.
/// </summary>
internal sealed class CopyDigest(string currency, RowPrints records)
{
    private readonly RowPrints _wallets = new(), _users = new(), _operators = new(), _requests = new();

    /// <summary>The prints of the key records.</summary>
    public RowPrints Records => records;

    /// <summary>How many entries all wallets count.</summary>
    public long Entries { get; private set; }

    /// <summary>Adds what a slice holds. Entries are in their chains' heads.</summary>
    public void Add(CopySlice slice)
    {
        switch (slice)
        {
            case WalletSlice { Wallets: var wallets }:
                foreach (var wallet in wallets)
                    Add(wallet);
                break;
            case UserSlice { Users: var users }:
                foreach (var user in users)
                    Add(user);
                break;
            case RecordSlice { Records: var some }:
                foreach (var record in some)
                    Add(record);
                break;
            case ActSlice { Acts: var acts }:
                foreach (var act in acts)
                    Add(act);
                break;
            case OperatorKeySlice { Keys: var keys }:
                foreach (var key in keys)
                    Add(key);
                break;
            case AuditSlice { Audits: var audits }:
                foreach (var audit in audits)
                    _operators.Add(Print(writer => writer.Write(audit.ToText())));
                break;
            case RequestSlice { Requests: var requests }:
                foreach (var request in requests)
                    Add(request);
                break;
            case BlockSlice { Blocks: var blocks }:
                foreach (var block in blocks)
                    _requests.Add(Print(writer => writer.Write($"{block.Payer} {block.Payee}")));
                break;
            default:
                break;
        }
    }

    /// <summary>SHA-256 over all that was added but key records, and a number of those, in hexadecimal
    /// digits.</summary>
    public string Of(long keyRecords) => Hash(writer => writer.Write(keyRecords));

    /// <summary>SHA-256 over all that was added, in hexadecimal digits.</summary>
    public override string ToString() => Hash(writer => Write(writer, records));

    private void Add(CopiedWallet wallet)
    {
        Entries += wallet.State.Sequence;
        _wallets.Add(Print(writer =>
        {
            writer.Write(wallet.State.Id.Value);
            writer.Write(wallet.State.BalanceMinor);
            writer.Write(wallet.State.Sequence);
            writer.Write(wallet.State.Head);
            writer.Write(wallet.State.LastEntryAt.UnixMicroseconds);
            writer.Write(wallet.State.Freeze?.ToString() ?? "");
            writer.Write(wallet.CreatedAt.UnixMicroseconds);
            writer.Write(wallet.LastDebit);
            writer.Write(wallet.LastCredit);
            writer.Write(wallet.State.OwnLimits?.ToString() ?? "");
            writer.Write(wallet.State.Spending.Day);
            writer.Write(wallet.State.Spending.SpentMinor);
            writer.Write(wallet.State.Spending.Since);
        }));
    }

    private void Add(User user) => _users.Add(Print(writer =>
    {
        writer.Write(user.Id.Value.ToByteArray(bigEndian: true));
        writer.Write(user.Email.Value);
        writer.Write(user.Wallet.Value);
        foreach (var hash in (SecretHash[])[user.Password, user.Pin])
        {
            writer.Write(hash.PepperId);
            writer.Write(hash.Bcrypt);
        }

        writer.Write(user.TokenGeneration);
        writer.Write(user.CreatedAt.UnixMicroseconds);
        // What an unfinished copy of an older program has summed up stays true.
        if (user.Name is { } name)
            writer.Write(name.Value);
    }));

    // The fields of a transfer that are not here are those of its entries.
    private void Add(CopiedRecord record) => records.Add(Print(writer =>
    {
        writer.Write(record.Caller.Value);
        writer.Write(record.Key.Value);
        writer.Write((byte)record.Operation);
        writer.Write(record.Record.Fingerprint.ToArray());
        writer.Write((byte)record.Record.Code);
        writer.Write(record.Record.RemainingMinor ?? -1);
        foreach (var id in (TransferId?[])[record.Link, record.Record.Transfer?.Id, record.Record.Transfer?.Link])
            writer.Write((id?.Value ?? Guid.Empty).ToByteArray(bigEndian: true));
        if (record.Record.ResetsAt is { } resetsAt)
            writer.Write(resetsAt.UnixMicroseconds);
    }));

    // What a row says is in its hash, once an audit has followed the log.
    private void Add(OperatorLogEntry act) => _operators.Add(Print(writer =>
    {
        writer.Write(act.Sequence);
        writer.Write(act.Hash);
    }));

    private void Add(CopiedOperatorKey copied) => _operators.Add(Print(writer =>
    {
        writer.Write(copied.Key.Id.Value.ToByteArray(bigEndian: true));
        writer.Write(copied.Digest);
        writer.Write(copied.Key.Name.Value);
        writer.Write((byte)copied.Key.Scopes);
        writer.Write(copied.Key.CreatedAt.UnixMicroseconds);
        writer.Write(copied.Key.RevokedAt?.UnixMicroseconds ?? -1);
    }));

    private void Add(CopiedRequest copied) => _requests.Add(Print(writer =>
    {
        var request = copied.Request;
        writer.Write(request.Id.Value.ToByteArray(bigEndian: true));
        writer.Write(request.Payee.Value);
        writer.Write(request.Payer.Value);
        writer.Write(request.Amount.Minor);
        writer.Write(request.Note is not null);
        writer.Write(request.Note?.Value ?? "");
        writer.Write(copied.Key.Value);
        writer.Write((byte)request.State);
        writer.Write(request.CreatedAt.UnixMicroseconds);
        writer.Write(request.ExpiresAt.UnixMicroseconds);
        writer.Write((request.Transfer?.Value ?? Guid.Empty).ToByteArray(bigEndian: true));
    }));

    private string Hash(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(currency);
        Write(writer, _wallets);
        Write(writer, _users);
        Write(writer, _operators);
        // What an unfinished copy of an older program has summed up stays true.
        if (_requests.Count > 0)
            Write(writer, _requests);
        write(writer);
        return Convert.ToHexStringLower(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
    }

    private static void Write(BinaryWriter writer, RowPrints prints)
    {
        writer.Write(prints.Count);
        writer.Write((ulong)(prints.Sum >> 64));
        writer.Write((ulong)prints.Sum);
    }

    private static UInt128 Print(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream(512);
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        write(writer);
        return RowPrints.Of(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }
}
