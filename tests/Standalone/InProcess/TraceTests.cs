using System.Diagnostics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Wallet.Hosting;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.InProcess;

/// <summary>Traces of the standalone host: a payment is one, with nothing of what its client wrote.</summary>
public sealed class TraceTests(StandaloneHosts hosts)
{
    [Fact]
    public async Task A_payment_is_one_trace_from_the_request_to_the_commit()
    {
        var traces = new RecordedTraces();
        await using var host = await StartAsync(traces);
        // They would cost each call something, traced or not.
        Assert.Empty(host.Services<IIncomingGrainCallFilter>());
        Assert.Empty(host.Services<IOutgoingGrainCallFilter>());
        using var client = new WalletClient(() => host.Addresses, hosts.Secrets);
        var (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client));

        var paid = (await user.PayAsync(other, 1, "k1")).Expect(201);

        // The answer's ID is the trace's.
        var spans = await traces.WaitAsync(paid.RequestId, 8);
        string[] names =
        [
            "POST /wallet/transfer", "ITransferGrain/TransferAsync", "ITransferGrain/TransferAsync", "wallet.bundle",
            "ILedgerGrain/CommitAsync", "ILedgerGrain/CommitAsync", "wallet.batch", "wallet.commit",
        ];
        Assert.Equal(names.Order(StringComparer.Ordinal),
            spans.Select(static span => span.DisplayName).Order(StringComparer.Ordinal));
        // From the commit up to the request: each is a part of the one before.
        var span = spans.Single(static span => span.DisplayName == "wallet.commit");
        foreach (var name in names.Reverse().Skip(1))
        {
            span = spans.Single(above => above.SpanId == span.ParentSpanId);
            Assert.Equal(name, span.DisplayName);
        }

        Assert.Equal((default, ActivityKind.Server), (span.ParentSpanId, span.Kind));
        Assert.Equal(GrainSpan("ITransferGrain/TransferAsync"), LinkOf("wallet.bundle"));
        Assert.Equal(GrainSpan("ILedgerGrain/CommitAsync"), LinkOf("wallet.batch"));

        ActivitySpanId GrainSpan(string name) => spans.Single(span =>
            span.DisplayName == name && span.Kind == ActivityKind.Server).SpanId;
        ActivitySpanId LinkOf(string name) => Assert.Single(spans.Single(span => span.DisplayName == name).Links)
            .Context.SpanId;
    }

    [Fact]
    public async Task No_span_tells_what_a_client_wrote()
    {
        var traces = new RecordedTraces();
        await using var host = await StartAsync(traces);
        using var client = new WalletClient(() => host.Addresses, hosts.Secrets);
        var (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client));
        var word = Guid.NewGuid().ToString("N");
        (await user.PayAsync(other, 1, word)).Expect(201);
        (await user.PayAsync(other, 1, "k", pin: TestUser.OtherPin(user.Pin))).Expect(403);
        (await client.GetAsync($"/nowhere/{user.Email}/{word}?token={word}")).Expect(404);
        var last = await client.SendAsync(HttpMethod.Get, "/transfers/by-key?key=" + word, user.Token, null,
            ("User-Agent", word), ("traceparent", $"00-{word}-b7ad6b7169203331-01"), ("baggage", "a=" + word));
        await traces.WaitAsync(last.Expect(201).RequestId, 1);

        var told = string.Join('\n', traces.All.SelectMany(static span => span.TagObjects
            .Select(static tag => $"{tag.Key}={tag.Value}").Append(span.DisplayName)
            .Concat(span.Baggage.Select(static item => item.Value ?? ""))));
        Assert.Contains("http.route=/wallet/transfer", told);
        Assert.Empty(hosts.Secrets.FindIn(told));
        foreach (var written in (string[])[user.Email, user.WalletId, other.WalletId, word])
            Assert.DoesNotContain(written, told);
        Assert.Empty(traces.Of(word));
    }

    [Fact]
    public async Task A_request_that_is_not_sampled_has_an_ID_and_no_spans()
    {
        var traces = new RecordedTraces();
        await using var host = await StartAsync(traces, ("OTEL_TRACES_SAMPLER", "always_off"));
        using var client = new WalletClient(() => host.Addresses, hosts.Secrets);
        var user = await TestUser.RegisterAsync(client, 100);
        var answers = new List<string>();
        for (var i = 0; i < 5; i++)
            answers.Add((await user.GetAsync("/wallet")).Expect(200).RequestId);
        Assert.Equal(5, answers.Distinct().Count());
        Assert.DoesNotContain(traces.All, span => answers.Contains(span.TraceId.ToHexString()));
    }

    [Fact]
    public async Task With_nothing_set_there_are_no_traces_and_without_metrics_there_is_nothing()
    {
        await using (var usual = await InProcessHost.StartAsync(Settings()))
        {
            Assert.Empty(usual.Services<TracerProvider>());
            Assert.Single(usual.Services<MeterProvider>());
        }

        await using var off = await InProcessHost.StartAsync(Settings(("Wallet:Telemetry:Metrics", "false")));
        Assert.Empty(off.Services<MeterProvider>());
        using var http = new HttpClient();
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await http.GetAsync(
            new Uri(off.OperatorAddresses[0], "/metrics"), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "1 %")]
    public async Task A_sampler_that_is_none_stops_the_start(string name, string value)
    {
        var refused = await Assert.ThrowsAsync<StartException>(() => StartAsync(
            new RecordedTraces(), ("OTEL_TRACES_SAMPLER", "traceidratio"), (name, value)));
        Assert.Equal(ExitCodes.BadSetting, refused.ExitCode);
        Assert.Contains(name, refused.Message);
    }

    private static Task<InProcessHost> StartAsync(
        RecordedTraces traces, params IEnumerable<(string Name, string Value)> settings) =>
        InProcessHost.StartAsync(Settings([RecordedTraces.On, .. settings]), traces.AddTo);

    private static Dictionary<string, string> Settings(params IEnumerable<(string Name, string Value)> settings)
    {
        var all = new Dictionary<string, string> { ["Wallet:Bcrypt:WorkFactor"] = "4" };
        foreach (var (name, value) in settings)
            all[name] = value;
        return all;
    }
}
