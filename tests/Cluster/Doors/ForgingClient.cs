using System.Buffers;
using System.IO.Pipelines;
using Orleans.Configuration;

namespace Wallet.Cluster.Tests.Doors;

/// <summary>A client of Orleans' own that names a grain as the sender of what it sends: what somebody with a gateway's
/// certificate can do who writes the program too.</summary>
internal static class ForgingClient
{
    /// <summary>Has the client do so from its second message on; the first is how it asks for the grains'
    /// types.</summary>
    public static void Forge(IClientBuilder client, Func<bool> isForging) =>
        client.Configure<ClientConnectionOptions>(options => options.ConfigureConnection(port => port.Use(next =>
            async context =>
            {
                var transport = context.Transport;
                context.Transport = new Pipes(transport.Input, new Writer(transport.Output, isForging));
                await next(context);
                context.Transport = transport;
            })));

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Writer(PipeWriter connection, Func<bool> isForging) : PipeWriter
    {
        private readonly ArrayBufferWriter<byte> _written = new();

        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => _written.WrittenCount;

        public override void Advance(int bytes) => _written.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => _written.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => _written.GetSpan(sizeHint);

        public override void CancelPendingFlush() => connection.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => connection.Complete(exception);

        public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            var bytes = _written.WrittenSpan.ToArray();
            _written.ResetWrittenCount();
            // The type of every client becomes a type of the same length. Whoever reads it believes the hash before it.
            for (int from = 0, at; isForging()
                && (at = bytes.AsSpan(from).IndexOf("sys.client"u8)) >= 0; from += at + 1)
                "transfer-x"u8.CopyTo(bytes.AsSpan(from + at));
            return await connection.WriteAsync(bytes, cancellationToken);
        }
    }
}
