using Wallet.Core;

namespace Wallet.TestKit;

/// <summary>A target whose copy ends, as by a power failure, before or after one of its writes.</summary>
public sealed class EndedTarget(ICopyTarget target, int writes) : ICopyTarget
{
    private int _left = writes;

    /// <inheritdoc/>
    public Task<CopyState> BeginAsync(CopyState start, string currency) => target.BeginAsync(start, currency);

    /// <inheritdoc/>
    public async Task WriteAsync(CopySlice slice, CopyState state)
    {
        Count();
        await target.WriteAsync(slice, state);
        Count();
    }

    /// <inheritdoc/>
    public async Task IndexAsync(IProgress<AuditProgress>? progress = null)
    {
        Count();
        await target.IndexAsync(progress);
        Count();
    }

    /// <inheritdoc/>
    public Task<ICopySource> ReadBackAsync() => target.ReadBackAsync();

    /// <inheritdoc/>
    public async Task CompleteAsync()
    {
        Count();
        await target.CompleteAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => target.DisposeAsync();

    private void Count()
    {
        if (_left-- == 0)
            throw new EndedException();
    }
}

/// <summary>What ends a copy in a test.</summary>
public sealed class EndedException : Exception;
