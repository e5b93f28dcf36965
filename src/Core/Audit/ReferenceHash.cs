using System.Security.Cryptography;
using System.Text;

namespace Wallet.Core;

/// <summary>
/// The documented encodings of <see cref="EntryHash"/>, <see cref="OperatorLogHash"/> and <see cref="Fingerprint"/>,
/// written a second time for audits: an audit that ran the code that wrote a ledger would agree with its mistakes. It
/// takes raw values, because a damaged row may hold anything.
/// </summary>
public static class ReferenceHash
{
    /// <summary>The hash that an entry with these fields must carry.</summary>
    public static byte[] OfEntry(
        ReadOnlySpan<byte> previousHash, string walletId, long sequence, ReadOnlySpan<byte> transferId, long direction,
        string counterpartyId, long amountMinor, long balanceAfterMinor, long createdAtMicroseconds, string? note)
    {
        using var stream = new MemoryStream(512);
        stream.Write(previousHash);
        stream.WriteByte(1);
        WriteText(stream, walletId);
        WriteInteger(stream, sequence);
        stream.Write(transferId);
        stream.WriteByte((byte)direction);
        WriteText(stream, counterpartyId);
        WriteInteger(stream, amountMinor);
        WriteInteger(stream, balanceAfterMinor);
        WriteInteger(stream, createdAtMicroseconds);
        stream.WriteByte(note is null ? (byte)0 : (byte)1);
        if (note is not null)
            WriteText(stream, note);
        return SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>The hash that a row of the operators' log with these fields must carry.</summary>
    public static byte[] OfAct(
        ReadOnlySpan<byte> previousHash, long sequence, long atMicroseconds, byte[]? key, long kind, string target,
        string detail, string reason)
    {
        using var stream = new MemoryStream(512);
        stream.Write(previousHash);
        stream.WriteByte(1);
        WriteInteger(stream, sequence);
        WriteInteger(stream, atMicroseconds);
        stream.WriteByte(key is null ? (byte)0 : (byte)1);
        stream.Write(key);
        stream.WriteByte((byte)kind);
        WriteText(stream, target);
        WriteText(stream, detail);
        WriteText(stream, reason);
        return SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>The fingerprint that the key record of a request with these fields must carry.</summary>
    /// <param name="operation">The operation's code.</param>
    /// <param name="receiverId">The receiver's wallet ID.</param>
    /// <param name="amountMinor">The amount in minor units; 0 for all that is left.</param>
    /// <param name="note">The note, if any.</param>
    /// <param name="link">The ID of the transfer it refers to; empty if it refers to none.</param>
    /// <param name="holdSeconds">How long the hold lasts that it makes; null if it makes none.</param>
    public static byte[] OfRequest(
        long operation, string receiverId, long amountMinor, string? note, ReadOnlySpan<byte> link = default,
        long? holdSeconds = null)
    {
        using var stream = new MemoryStream(512);
        stream.WriteByte(holdSeconds is not null ? (byte)3 : link.IsEmpty ? (byte)1 : (byte)2);
        stream.WriteByte((byte)operation);
        WriteText(stream, receiverId);
        WriteInteger(stream, amountMinor);
        stream.WriteByte(note is null ? (byte)0 : (byte)1);
        if (note is not null)
            WriteText(stream, note);
        stream.Write(link);
        if (holdSeconds is { } seconds)
            WriteInteger(stream, seconds);
        return SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>The digest that the key record of this key is found by, in a ledger that finds keys by their
    /// digest.</summary>
    /// <param name="caller">The number of the caller's wallet.</param>
    /// <param name="key">The idempotency key.</param>
    public static byte[] OfKey(long caller, string key)
    {
        using var stream = new MemoryStream(256);
        WriteInteger(stream, caller);
        stream.Write(Encoding.UTF8.GetBytes(key));
        return SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length))[..16];
    }

    /// <summary>Starts the digest over all chain heads. Wallets are added in ordinal order of their IDs.</summary>
    public static IncrementalHash StartDigest() => IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds one wallet's head to a digest.</summary>
    public static void AddHead(IncrementalHash digest, string walletId, long sequence, ReadOnlySpan<byte> head)
    {
        using var stream = new MemoryStream(128);
        WriteText(stream, walletId);
        WriteInteger(stream, sequence);
        stream.Write(head);
        digest.AppendData(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>Adds one key record to a hash over all of them. Records are added in the order of their
    /// numbers.</summary>
    /// <remarks>Heads that were saved before ledgers stored operations go on proving what they did: what there was then
    /// is hashed as it was. The operation of a transfer is covered by its fingerprint, which can be computed anew; that
    /// of a refusal is hashed, unless it is what was not stored then.</remarks>
    public static void AddKeyRecord(
        IncrementalHash hash, long number, string callerId, string key, ReadOnlySpan<byte> fingerprint, long outcome,
        ReadOnlySpan<byte> transferId, long operation, ReadOnlySpan<byte> link, long? remaining, long? resetsAt)
    {
        using var stream = new MemoryStream(256);
        WriteInteger(stream, number);
        WriteText(stream, callerId);
        WriteText(stream, key);
        WriteInteger(stream, fingerprint.Length);
        stream.Write(fingerprint);
        WriteInteger(stream, outcome);
        WriteInteger(stream, transferId.Length);
        stream.Write(transferId);
        if (!link.IsEmpty || transferId.IsEmpty && operation > (long)Operation.Transfer)
        {
            WriteInteger(stream, operation);
            stream.Write(link);
            WriteInteger(stream, remaining ?? -1);
        }

        if (outcome == (long)OutcomeCode.LimitExceeded)
        {
            WriteInteger(stream, remaining ?? -1);
            WriteInteger(stream, resetsAt ?? -1);
        }

        hash.AppendData(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static void WriteText(MemoryStream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        stream.WriteByte((byte)(bytes.Length >> 8));
        stream.WriteByte((byte)bytes.Length);
        stream.Write(bytes);
    }

    private static void WriteInteger(MemoryStream stream, long value)
    {
        for (var shift = 56; shift >= 0; shift -= 8)
            stream.WriteByte((byte)(value >> shift));
    }
}
