using System.Buffers.Text;
using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Wallet.Core;

namespace Wallet.Dashboard;

/// <summary>
/// Who looks at the dashboard. A browser can't send a key by itself when it goes to a page, so the key is sent once,
/// and a cookie stands for it for a while: a random number that is good here alone and for nothing else. With each
/// request the key is looked up again, so a key that was revoked ends its sessions too.
/// </summary>
public sealed class DashboardSessions : IDisposable
{
    /// <summary>How long a session is.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(30);

    /// <summary>How many keys one address may try in a minute.</summary>
    public const int TriesPerMinute = 20;

    private const int MaxSessions = 100, TokenBytes = 32;

    private static readonly FixedWindowRateLimiterOptions Limit = new()
    {
        PermitLimit = TriesPerMinute,
        Window = TimeSpan.FromMinutes(1),
    };

    private readonly IOperatorStore _store;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();

    // By the token's digest: nothing that is kept opens anything.
    private readonly Dictionary<string, Session> _sessions = [];

    private readonly PartitionedRateLimiter<string> _tries = PartitionedRateLimiter.Create<string, string>(
        static address => RateLimitPartition.GetFixedWindowLimiter(address, static _ => Limit));

    /// <summary>Made by the container.</summary>
    public DashboardSessions(IOperatorStore store, TimeProvider time) => (_store, _time) = (store, time);

    /// <summary>Begins a session.</summary>
    /// <param name="key">What somebody typed.</param>
    /// <param name="address">Where it comes from.</param>
    /// <returns>Whether it is a key that may read, and the cookie that stands for it then.</returns>
    public async Task<(SignIn Result, string? Token)> BeginAsync(string? key, string address)
    {
        using var lease = _tries.AttemptAcquire(address);
        if (!lease.IsAcquired)
            return (SignIn.TooMany, null);
        if (!OperatorSecret.TryParse(key, out var secret))
            return (SignIn.Refused, null);
        var digest = secret.Digest();
        if (!await MayReadAsync(digest))
            return (SignIn.Refused, null);
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        lock (_lock)
        {
            Forget();
            _sessions[Digest(token)] = new Session(digest, _time.GetTimestamp());
        }

        return (SignIn.Done, token);
    }

    /// <summary>Whether a request has a session that is good now.</summary>
    public async Task<bool> HasAsync(string? token)
    {
        if (string.IsNullOrEmpty(token))
            return false;
        Session? session;
        lock (_lock)
        {
            if (!_sessions.TryGetValue(Digest(token), out session) || HasEnded(session))
                return false;
        }

        return await MayReadAsync(session.Key);
    }

    /// <summary>Ends a session.</summary>
    public void End(string? token)
    {
        lock (_lock)
            _sessions.Remove(Digest(token ?? ""));
    }

    /// <inheritdoc/>
    public void Dispose() => _tries.Dispose();

    private async Task<bool> MayReadAsync(byte[] digest) =>
        await _store.FindOperatorKeyAsync(digest) is { RevokedAt: null } key && key.Scopes.HasFlag(OperatorScopes.Read);

    private bool HasEnded(Session session) => _time.GetElapsedTime(session.Since) >= Length;

    // Those that have ended, and the oldest of too many.
    private void Forget()
    {
        foreach (var (digest, session) in _sessions)
        {
            if (HasEnded(session))
                _sessions.Remove(digest);
        }

        if (_sessions.Count >= MaxSessions)
            _sessions.Remove(_sessions.MinBy(static session => session.Value.Since).Key);
    }

    private static string Digest(string token) =>
        Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)));

    private sealed record Session(byte[] Key, long Since);
}

/// <summary>What came of signing in.</summary>
public enum SignIn
{
    /// <summary>There is a session.</summary>
    Done,

    /// <summary>It is no key, or one that may not read.</summary>
    Refused,

    /// <summary>Too many were tried from this address.</summary>
    TooMany,
}
