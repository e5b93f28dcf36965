using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BitFaster.Caching.Lru;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Polly;
using Polly.CircuitBreaker;

namespace Wallet.Bench;

/// <summary>Pairs of calls that do the same: of each pair, the first is what comes with .NET or a library.</summary>
[MemoryDiagnoser, CategoriesColumn, GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[HideColumns("Error", "StdDev", "RatioSD", "Gen0", "Gen1")]
// It lives as long as the process, and BenchmarkDotNet calls public instance methods, whose names say all.
#pragma warning disable CA1001, CA1515, CA1822, CS1591
public class SingleCalls
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private readonly KeyedTurns<string> _turns = new(64);
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(
        static key => RateLimitPartition.GetConcurrencyLimiter(
            key, static _ => new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = 64 }));

    private readonly HashingQueue _queue = new(1);
    private readonly SemaphoreSlim _semaphore = new(1, 1);

    private readonly IncrementalHash _mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Key);
    private readonly byte[] _text = new byte[22], _digest = new byte[32];

    private readonly JsonWebTokenHandler _handler = new();
    private readonly TokenValidationParameters _rules = new()
    {
        ValidIssuer = "wallet",
        ValidAudience = "wallet",
        IssuerSigningKey = new SymmetricSecurityKey(Key),
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
    };

    private readonly string _token;
    private readonly ConcurrentLru<UInt128, string> _cache = new(10_000);

    private readonly ResiliencePipeline _bridged = new ResiliencePipelineBuilder()
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions()).Build();
    private readonly ResiliencePipeline<object> _ofObjects = new ResiliencePipelineBuilder<object>()
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<object>()).Build();
    private readonly ResilienceContext _context = ResilienceContextPool.Shared.Get();

    private readonly string _pin = BCrypt.Net.BCrypt.HashPassword("2580", 10);

    public SingleCalls()
    {
        _token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "wallet",
            Audience = "wallet",
            Claims = new Dictionary<string, object>
            {
                ["sub"] = Guid.NewGuid().ToString("N"),
                ["wid"] = "asha@wallet",
                ["gen"] = 0,
            },
            Expires = DateTime.UtcNow.AddDays(1),
            SigningCredentials = new SigningCredentials(_rules.IssuerSigningKey, SecurityAlgorithms.HmacSha256),
        });
        _cache.AddOrUpdate(DigestOfToken(), "known");
        for (var i = 0; i < 5_000; i++)
            _cache.AddOrUpdate((UInt128)i, "other");
        if (!_cache.TryGet(DigestOfToken(), out _) || !_handler.ValidateTokenAsync(_token, _rules).Result.IsValid)
            throw new InvalidOperationException("The token is not known or no good.");
    }

    [Benchmark(Baseline = true), BenchmarkCategory("transfer ID")]
    public Guid IdStock() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    [Benchmark, BenchmarkCategory("transfer ID")]
    public TransferId IdOwn() => TransferId.New(TimeProvider.System);

    [Benchmark(Baseline = true), BenchmarkCategory("turn")]
    public async Task<bool> TurnRateLimiter()
    {
        using var turn = await _limiter.AcquireAsync("asha@example.com");
        return turn.IsAcquired;
    }

    [Benchmark, BenchmarkCategory("turn")]
    public async Task<bool> TurnOwn()
    {
        using var turn = await _turns.EnterAsync("asha@example.com");
        return turn is not null;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("hashing slot")]
    public async Task SlotSemaphore()
    {
        await _semaphore.WaitAsync();
        _semaphore.Release();
    }

    [Benchmark, BenchmarkCategory("hashing slot")]
    public async Task SlotOwn() => (await _queue.EnterAsync(SecretPurpose.Pin))!.Dispose();

    [Benchmark(Baseline = true), BenchmarkCategory("token")]
    public async Task<bool> TokenVerified() => (await _handler.ValidateTokenAsync(_token, _rules)).IsValid;

    [Benchmark, BenchmarkCategory("token")]
    public bool TokenRemembered() => _cache.TryGet(DigestOfToken(), out _);

    [Benchmark(Baseline = true), BenchmarkCategory("SHA-256")]
    public int Sha256Stock() => SHA256.HashData(_text, _digest);

    [Benchmark, BenchmarkCategory("SHA-256")]
    public void Sha256Own() => Sha256.Hash(_text, _digest);

    [Benchmark(Baseline = true), BenchmarkCategory("PIN's digest")]
    public int MacStock() => HMACSHA256.HashData(Key, _text, _digest);

    [Benchmark, BenchmarkCategory("PIN's digest")]
    public int MacKept()
    {
        _mac.AppendData(_text);
        return _mac.GetHashAndReset(_digest);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("breaker")]
    public async Task<bool> BreakerBridged() => (await _bridged.ExecuteOutcomeAsync(
        static (_, _) => ValueTask.FromResult(Outcome.FromResult(true)), _context, 0)).Result;

    [Benchmark, BenchmarkCategory("breaker")]
    public async Task<bool> BreakerOfObjects() => (bool)(await _ofObjects.ExecuteOutcomeAsync(
        static (_, _) => ValueTask.FromResult(Outcome.FromResult<object>(true)), _context, 0)).Result!;

    [Benchmark(Baseline = true), BenchmarkCategory("deadline")]
    public Task<bool> DeadlineNone() => AnswerAsync(static answer => answer);

    [Benchmark, BenchmarkCategory("deadline")]
    public Task<bool> DeadlineWaitAsync() =>
        AnswerAsync(static answer => answer.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System));

    [Benchmark, BenchmarkCategory("bcrypt, work factor 10")]
    public bool PinVerified() => BCrypt.Net.BCrypt.Verify("2580", _pin);

    private static async Task<bool> AnswerAsync(Func<Task<bool>, Task<bool>> wait)
    {
        var answer = new TaskCompletionSource<bool>();
        var waiting = wait(answer.Task);
        answer.SetResult(true);
        return await waiting;
    }

    private UInt128 DigestOfToken()
    {
        Span<byte> text = stackalloc byte[512], digest = stackalloc byte[32];
        Sha256.Hash(text[..Encoding.ASCII.GetBytes(_token, text)], digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }
}
