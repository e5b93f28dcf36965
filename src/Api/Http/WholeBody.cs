using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Wallet.Api;

/// <summary>
/// Sends a response with its length, in one piece. The framework's results start a response before they know how long
/// it will be, and flush it when it is written: so each would go out in chunks, with two system calls
/// (docs/decisions/0011-the-http-surface.md). This holds the flush back until the response is complete.
/// </summary>
internal sealed class WholeBody(IHttpResponseBodyFeature inner) : PipeWriter, IHttpResponseBodyFeature
{
    private readonly PipeWriter _writer = inner.Writer;
    private long _length, _unflushed;

    /// <inheritdoc/>
    public Stream Stream => inner.Stream;

    /// <inheritdoc/>
    public PipeWriter Writer => this;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _unflushed;

    /// <summary>Whether a part of a body has been written that can't be taken back.</summary>
    public static bool IsBegun(HttpContext context) =>
        context.Features.Get<IHttpResponseBodyFeature>() is WholeBody { _length: > 0 };

    /// <summary>The middleware.</summary>
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var whole = new WholeBody(inner);
        context.Features.Set<IHttpResponseBodyFeature>(whole);
        try
        {
            await next(context);
        }
        finally
        {
            context.Features.Set(inner);
        }

        if (whole._length > 0 && !context.Response.HasStarted)
            context.Response.ContentLength ??= whole._length;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        // Whoever writes much asks whether it is time to flush, and writes no more until that has helped.
        _unflushed = 0;
        return default;
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => _writer.GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => _writer.GetSpan(sizeHint);

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        _writer.Advance(bytes);
        _length += bytes;
        _unflushed += bytes;
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush() => _writer.CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => _writer.Complete(exception);

    /// <inheritdoc/>
    public Task CompleteAsync() => inner.CompleteAsync();

    /// <inheritdoc/>
    public void DisableBuffering() => inner.DisableBuffering();

    /// <inheritdoc/>
    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        inner.SendFileAsync(path, offset, count, cancellationToken);
}
