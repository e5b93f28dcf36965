using System.Buffers.Binary;
using System.Globalization;

namespace Wallet.Core;

/// <summary>A row of the operators' log as an audit reads it: whatever is stored, sound or not.</summary>
public readonly ref struct AuditedAct
{
    /// <summary>Its number.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was written, in microseconds since 1970-01-01 UTC.</summary>
    public required long At { get; init; }

    /// <summary>The ID of the key it was done with; null for the command line.</summary>
    public required byte[]? Key { get; init; }

    /// <summary>What was done.</summary>
    public required long Kind { get; init; }

    /// <summary>What it was done to.</summary>
    public required string Target { get; init; }

    /// <summary>What of it.</summary>
    public required string Detail { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>The hash it carries.</summary>
    public required ReadOnlySpan<byte> Hash { get; init; }
}

/// <summary>How a wallet is frozen, as raw as it is stored.</summary>
/// <param name="Sides">The sides' number.</param>
/// <param name="Until">When it ends by itself, in microseconds since 1970-01-01 UTC; null if it does not.</param>
public sealed record AuditedFreeze(long Sides, long? Until);

/// <summary>
/// Follows the operators' log and holds it against what is in force: invariant 10, the same for every ledger. It is
/// told of freezes, keys and reversals first and of the rows then, so that a ledger that is read while it is served has
/// for all that was told a row among those that follow.
/// </summary>
/// <param name="findings">Told what is wrong.</param>
/// <param name="saved">The log's last row when an earlier audit saved it.</param>
public sealed class AuditedLog(AuditFindings findings, (long Count, byte[] Hash)? saved)
{
    private readonly Dictionary<string, AuditedFreeze> _freezes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<AuditedFreeze?>> _logged = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Scopes, long? RevokedAt)> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _added = new(StringComparer.Ordinal), _revoked = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, UInt128> _reversals = [];
    private byte[] _head = new byte[OperatorLogHash.Size];
    private long _sequence, _lastAt = long.MinValue;

    /// <summary>The last row that was there before anything else was read: what it and those before it tell must be in
    /// force. Of later ones it is not known whether what was told is from before or after them.</summary>
    public long Settled { get; set; }

    /// <summary>Whether reversals may be missing for now, because an older program commits them: the next committer
    /// adds their rows.</summary>
    public bool MissesReversals { get; init; }

    /// <summary>The last row and its hash, after all rows; null if there is none.</summary>
    public (long Count, byte[] Hash)? Head => _sequence == 0 ? null : (_sequence, _head);

    /// <summary>Tells that a wallet is frozen.</summary>
    public void AddFreeze(string wallet, AuditedFreeze freeze) => _freezes[wallet] = freeze;

    /// <summary>Tells of an operator's key.</summary>
    public void AddKey(string id, long scopes, long? revokedAt) => _keys[id] = (scopes, revokedAt);

    /// <summary>Whether the log tells of each transfer of an operation.</summary>
    /// <param name="operation">The operation's code, whatever is stored.</param>
    public static bool Tells(long operation) => Operations.Find(operation) is { IsOperators: true };

    /// <summary>Tells of a transfer that an operator gave back.</summary>
    /// <param name="operation">The code of the operation; any that operators don't ask for is left out.</param>
    /// <param name="id">The reversal's ID.</param>
    /// <param name="link">The ID of the transfer that it gives back.</param>
    /// <param name="amount">How much of it, in minor units.</param>
    /// <param name="note">Why.</param>
    public void AddTransfer(
        long operation, ReadOnlySpan<byte> id, ReadOnlySpan<byte> link, long amount, string? note)
    {
        if (Tells(operation) && id.Length == 16)
            _reversals[BinaryPrimitives.ReadUInt128BigEndian(id)] =
                Print(Convert.ToHexStringLower(link), amount, note ?? "");
    }

    /// <summary>Checks the next row.</summary>
    public void Add(in AuditedAct act)
    {
        var where = $"act {act.Sequence}";
        findings.Check(act.Sequence == _sequence + 1, 10, where, $"it comes after act {_sequence}");
        findings.Check(act.At >= _lastAt, 10, where, "it is older than the act before it");
        var known = act.Kind is > 0 and <= byte.MaxValue && Enum.IsDefined((OperatorActKind)act.Kind);
        findings.Check(known, 10, where, $"its kind is {act.Kind}, which there is not");
        var hash = ReferenceHash.OfAct(
            _head, act.Sequence, act.At, act.Key, act.Kind, act.Target, act.Detail, act.Reason);
        findings.Check(act.Hash.SequenceEqual(hash), 10, where,
            "its hash does not follow from its fields and the act before it");
        findings.Check(saved?.Count != act.Sequence || act.Hash.SequenceEqual(saved.Value.Hash), 10, where,
            "the log up to it was rewritten since the heads were saved");
        if (known)
            Compare(act, where, act.Sequence <= Settled);
        // The stored hash goes on, so that one damaged row is one violation and not one for each that follows.
        (_head, _sequence, _lastAt) = (act.Hash.ToArray(), act.Sequence, act.At);
    }

    /// <summary>Checks, after the last row, that nothing is in force that no row tells of.</summary>
    public void Finish()
    {
        findings.Check(!(saved?.Count > _sequence), 10, "operators' log",
            $"it had {saved?.Count} acts when the heads were saved, and {_sequence} are left");
        foreach (var (wallet, expected) in _logged)
        {
            var found = _freezes.GetValueOrDefault(wallet);
            findings.Check(expected.Contains(found), 10, $"wallet {wallet}",
                $"it is {Show(found)}, but by the operators' log it is {Show(expected[^1])}");
        }

        foreach (var (wallet, found) in _freezes.Where(pair => !_logged.ContainsKey(pair.Key)))
            findings.Add(10, $"wallet {wallet}", $"it is {Show(found)}, but nobody froze it by the operators' log");
        foreach (var (id, (_, revokedAt)) in _keys)
        {
            findings.Check(_added.Contains(id), 10, $"operator's key {id}", "nobody made it by the operators' log");
            findings.Check(revokedAt is null || _revoked.Contains(id), 10, $"operator's key {id}",
                "nobody revoked it by the operators' log");
        }

        foreach (var id in MissesReversals ? [] : _reversals.Keys.ToArray())
            findings.Add(10, $"transfer {id:x32}", "it gives a transfer back, but is not in the operators' log");
    }

    private void Compare(in AuditedAct act, string where, bool settled)
    {
        switch ((OperatorActKind)act.Kind)
        {
            case OperatorActKind.Frozen:
                var isFreeze = Freeze.TryParse(act.Detail, out var freeze);
                findings.Check(isFreeze, 10, where, "it does not say how the wallet was frozen");
                Log(act.Target, isFreeze ? new AuditedFreeze((long)freeze!.Sides, freeze.Until?.UnixMicroseconds)
                    : null, settled);
                break;
            case OperatorActKind.Thawed:
                Log(act.Target, null, settled);
                break;
            case OperatorActKind.KeyAdded:
                findings.Check(_added.Add(act.Target), 10, where, "it makes a key that was made before");
                if (_keys.TryGetValue(act.Target, out var added))
                    findings.Check(Scopes(added.Scopes) == act.Detail, 10, $"operator's key {act.Target}",
                        "it was made with other scopes");
                else
                    findings.Check(!settled, 10, where, "the key that it makes is not there");
                break;
            case OperatorActKind.KeyRevoked:
                _revoked.Add(act.Target);
                if (_keys.TryGetValue(act.Target, out var revoked))
                    findings.Check(revoked.RevokedAt is { } at ? at == act.At : !settled, 10,
                        $"operator's key {act.Target}", "it was revoked, but not since then");
                else
                    findings.Check(!settled, 10, where, "the key that it revokes is not there");
                break;
            case OperatorActKind.Reversed:
                CompareReversal(act, where, settled);
                break;
            default:
                break;
        }
    }

    private void CompareReversal(in AuditedAct act, string where, bool settled)
    {
        if (act.Detail.Split(" as ") is not [var text, { Length: 32 } hex]
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var amount)
            || !UInt128.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id))
            findings.Add(10, where, "it does not say how much was given back by what");
        else if (_reversals.Remove(id, out var print))
            findings.Check(print == Print(act.Target, amount, act.Reason), 10, where,
                $"it tells something else than the transfer {hex}");
        else
            findings.Check(!settled, 10, where, $"no transfer {hex} gives anything back, or another act tells of it");
    }

    private void Log(string wallet, AuditedFreeze? freeze, bool settled)
    {
        if (!_logged.TryGetValue(wallet, out var states))
            _logged.Add(wallet, states = [null]);
        if (settled)
            states.Clear();
        states.Add(freeze);
    }

    private static string Scopes(long stored) =>
        stored is >= 0 and < 16 ? ((OperatorScopes)stored).ToText() : "";

    private static string Show(AuditedFreeze? freeze) => freeze is null
        ? "not frozen"
        : $"frozen ({freeze.Sides}{(freeze.Until is { } until ? $" until {until}" : "")})";

    private static UInt128 Print(string target, long amount, string reason) =>
        RowPrints.Of(System.Text.Encoding.UTF8.GetBytes($"{target} {amount} {reason}"));
}
