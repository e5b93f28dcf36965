using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.InProcess;

/// <summary>What is logged while a request is answered carries the ID that its answer has.</summary>
public sealed class RequestScopeTests(StandaloneHosts hosts)
{
    [Fact]
    public async Task An_unexpected_failure_is_logged_with_the_ID_of_its_answer()
    {
        using var scopes = new ScopeCapture();
        await using var host = await InProcessHost.StartAsync(
            new Dictionary<string, string> { ["Wallet:Bcrypt:WorkFactor"] = "4" }, services =>
            {
                services.AddSingleton<ILoggerProvider>(scopes);
                services.Replace(ServiceDescriptor.Singleton<ITransferService, Failing>());
            });
        using var client = new HttpClient { BaseAddress = host.Addresses[0] };
        using var wallet = new WalletClient(() => host.Addresses, hosts.Secrets);
        var user = await TestUser.RegisterAsync(wallet);
        client.DefaultRequestHeaders.Authorization = new("Bearer", user.Token);
        using var body = new StringContent("""{"amount":1,"idempotencyKey":"k"}""", null, "application/json");
        using var answer = await client.PostAsync(
            new Uri("/wallet/deposit", UriKind.Relative), body, TestContext.Current.CancellationToken);

        Assert.Equal(500, (int)answer.StatusCode);
        var id = Assert.Single(answer.Headers.GetValues("X-Request-Id"));
        Assert.Contains("RequestId:" + id, Assert.Single(scopes.Errors));
    }

    private sealed class Failing : ITransferService
    {
        public ValueTask<TransferOutcome> TransferAsync(Caller caller, TransferRequest request) =>
            throw new InvalidOperationException("As planned.");

        public ValueTask<TransferOutcome> RefundAsync(Caller caller, RefundRequest request) =>
            throw new InvalidOperationException("As planned.");

        public ValueTask<TransferOutcome> HoldAsync(Caller caller, HoldRequest request) =>
            throw new InvalidOperationException("As planned.");

        public ValueTask<TransferOutcome> CaptureAsync(Caller caller, CaptureRequest request) =>
            throw new InvalidOperationException("As planned.");

        public ValueTask<TransferOutcome> ReleaseAsync(Caller caller, TransferId hold, IdempotencyKey key) =>
            throw new InvalidOperationException("As planned.");

        public ValueTask<TransferOutcome> PayRequestAsync(Caller caller, RequestId request, Pin pin) =>
            throw new InvalidOperationException("As planned.");

        public ValueTask<TransferOutcome> DepositAsync(Caller caller, Amount amount, IdempotencyKey key) =>
            throw new InvalidOperationException("As planned.");
    }

    // The scopes around each line from the Error level on.
    private sealed class ScopeCapture : ILoggerProvider, ISupportExternalScope, ILogger
    {
        private readonly ConcurrentQueue<string> _errors = new();
        private IExternalScopeProvider? _scopes;

        public IReadOnlyCollection<string> Errors => _errors;

        public ILogger CreateLogger(string categoryName) => this;

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var all = new List<object?>();
            _scopes!.ForEachScope(static (scope, all) => all.Add(scope), all);
            if (IsEnabled(logLevel))
                _errors.Enqueue(string.Join(' ', all));
        }

        public void Dispose()
        {
        }
    }
}
