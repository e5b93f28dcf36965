using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Wallet.Core;

/// <summary>
/// Hashes and verifies passwords and PINs: bcrypt over the base64 of <c>HMAC-SHA256(pepper, purpose ‖ user ID ‖
/// secret)</c>, each field with a 2-byte length before it. A stolen table of PINs can't be guessed without the pepper,
/// rows can't be swapped between users or purposes, and bcrypt's 72-byte limit never bites. Blocking and slow by
/// design: call it from a <see cref="HashingQueue"/> slot.
/// </summary>
public sealed class SecretHasher
{
    /// <summary>The smallest work factor that may be configured outside tests.</summary>
    public const int MinWorkFactor = 10;

    /// <summary>The largest work factor that may be configured.</summary>
    public const int MaxWorkFactor = 15;

    private readonly IBcrypt _bcrypt;
    private readonly PepperRing _peppers;
    private readonly int _workFactor;
    private readonly byte[] _decoyPepper = RandomNumberGenerator.GetBytes(NamedKey.MinBytes);
    private readonly string _decoy;

    /// <summary>Makes a hasher.</summary>
    /// <param name="bcrypt">The library.</param>
    /// <param name="peppers">The peppers.</param>
    /// <param name="workFactor">bcrypt's work factor for new hashes: the binary logarithm of its rounds.</param>
    public SecretHasher(IBcrypt bcrypt, PepperRing peppers, int workFactor = MinWorkFactor)
    {
        _bcrypt = bcrypt;
        _peppers = peppers;
        _workFactor = workFactor;
        _decoy = bcrypt.Hash(
            DecoyInput(Convert.ToHexString(RandomNumberGenerator.GetBytes(16))), workFactor);
    }

    /// <summary>Hashes a secret under the current pepper.</summary>
    public SecretHash Hash(SecretPurpose purpose, UserId user, string secret)
    {
        var pepper = _peppers.Current;
        return new(pepper.Id, _bcrypt.Hash(Input(pepper.Value, purpose, user, secret), _workFactor));
    }

    /// <summary>Whether the hash's pepper is known. Nothing can be told of a secret whose hash is under another: that
    /// somebody removed a pepper too early is no guess of a user's.</summary>
    public bool CanVerify(SecretHash hash) => _peppers.Find(hash.PepperId) is not null;

    /// <summary>Whether the hash is under another pepper than the current one, and should be made anew when its secret
    /// is known.</summary>
    public bool IsOutdated(SecretHash hash) => hash.PepperId != _peppers.Current.Id;

    /// <summary>Whether the secret has this hash. A hash under an unknown pepper verifies with nothing, after the usual
    /// time.</summary>
    public bool Verify(SecretPurpose purpose, UserId user, string secret, SecretHash hash)
    {
        if (_peppers.Find(hash.PepperId) is { } pepper)
            return _bcrypt.Verify(Input(pepper, purpose, user, secret), hash.Bcrypt);
        VerifyNothing(secret);
        return false;
    }

    /// <summary>Does the work of a verification for a user that does not exist, so that the time it takes does not tell
    /// them apart.</summary>
    public void VerifyNothing(string secret) => _bcrypt.Verify(DecoyInput(secret), _decoy);

    private string DecoyInput(string secret) =>
        Input(_decoyPepper, SecretPurpose.Password, new UserId(Guid.Empty), secret);

    private static string Input(byte[] pepper, SecretPurpose purpose, UserId user, string secret)
    {
        // Three length-prefixed fields. A password has at most 128 UTF-16 units, which is at most 384 bytes of UTF-8.
        Span<byte> buffer = stackalloc byte[2 + 1 + 2 + 16 + 2 + 3 * Limits.MaxPasswordLength];
        BinaryPrimitives.WriteUInt16BigEndian(buffer, 1);
        buffer[2] = (byte)purpose;
        BinaryPrimitives.WriteUInt16BigEndian(buffer[3..], 16);
        user.Value.TryWriteBytes(buffer[5..], bigEndian: true, out _);
        var length = Encoding.UTF8.GetBytes(secret, buffer[23..]);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[21..], (ushort)length);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(pepper, buffer[..(23 + length)], mac);
        CryptographicOperations.ZeroMemory(buffer);
        return Convert.ToBase64String(mac);
    }
}
