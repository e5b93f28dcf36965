using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Telemetry;

/// <summary>A payment is one trace, through gateway, silo and committer.</summary>
public sealed class ClusterTraceTests(TestServers servers)
{
    [Fact]
    public async Task A_payment_is_one_trace_from_the_gateway_to_the_commit()
    {
        TestServers.Require();
        var traces = new RecordedTraces();
        var settings = new Dictionary<string, string>(ClusterGround.Cheap)
        {
            [RecordedTraces.On.Name] = RecordedTraces.On.Value,
        };
        // The test's process has both, and who listens to one hears the other.
        await using var cluster = await ClusterHost.StartAsync(
            await ClusterGround.CreateAsync(servers, settings), configure: traces.AddTo);
        using var client = new WalletClient(() => cluster.Addresses, new UsedSecrets());
        var (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client));

        var paid = (await user.PayAsync(other, 1, "k1")).Expect(201);

        var spans = await traces.WaitAsync(paid.RequestId, 10);
        var span = spans.Single(static span => span.DisplayName == "wallet.commit");
        var above = new List<string>();
        while (span.ParentSpanId != default)
        {
            span = spans.Single(parent => parent.SpanId == span.ParentSpanId);
            above.Add($"{span.DisplayName} {span.Kind}");
        }

        Assert.Equal(
        [
            "wallet.batch Internal", "ILedgerGrain/CommitAsync Server", "ILedgerGrain/CommitAsync Client",
            "wallet.bundle Internal", "ITransferGrain/TransferAsync Server", "ITransferGrain/TransferAsync Client",
            "POST /wallet/transfer Server",
        ], above);
        Assert.Contains(spans, static span => span.DisplayName == "wallet.gate.enter");
        var bundle = spans.Single(static span => span.DisplayName == "wallet.bundle");
        Assert.Equal(bundle.ParentSpanId, Assert.Single(bundle.Links).Context.SpanId);
        Assert.All(spans, span => Assert.DoesNotContain(
            span.TagObjects, tag => $"{tag.Value}".Contains(user.WalletId, StringComparison.Ordinal)));
    }
}
