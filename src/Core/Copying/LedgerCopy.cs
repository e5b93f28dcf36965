using System.Diagnostics;
using System.Threading.Channels;

namespace Wallet.Core;

/// <summary>
/// Copies a ledger into another store, slice by slice. It may be ended anywhere, and goes on from the last slice when
/// it is run again. The copy becomes a ledger only when both sides have been audited without a finding and hold the
/// same.
/// </summary>
/// <param name="source">What is copied.</param>
/// <param name="target">What becomes the copy.</param>
/// <param name="progress">Told how far it is.</param>
public sealed class LedgerCopy(ICopySource source, ICopyTarget target, IProgress<CopyProgress>? progress = null)
{
    // The reader is that many slices ahead of the writer.
    private const int SlicesAhead = 2;

    private static readonly CopyPart[] Parts = Enum.GetValues<CopyPart>();

    /// <summary>Copies, audits and compares.</summary>
    /// <exception cref="LedgerStartException">A store can't be used, or there is something else in the target than an
    /// unfinished copy of this source, or the source is being written to, or what it holds can't be read; the message
    /// is one plain line.</exception>
    public async Task<CopyResult> RunAsync()
    {
        var records = await source.CountRecordsAsync();
        var start = await WithoutRecordsAsync(new RowPrints());
        var stamp = start.Of(records);
        var state = await target.BeginAsync(CopyState.Begin(stamp), source.Currency);
        if (state.Source != stamp)
            throw new LedgerStartException(
                "The target is an unfinished copy of another ledger, or of this one before it went on. Remove it, and "
                + "begin.");

        var (began, copiedBefore) = (Stopwatch.GetTimestamp(), state.Entries);
        state = await CopyAsync(state, start.Entries + records);
        await target.IndexAsync(Step(CopyStep.Index));
        var took = Stopwatch.GetElapsedTime(began);
        var audited = await source.AuditAsync(Step(CopyStep.AuditSource));
        await using var copy = await target.ReadBackAsync();
        var found = await copy.AuditAsync(Step(CopyStep.AuditTarget));

        var before = await WithoutRecordsAsync(state.Prints());
        if (before.Of(await source.CountRecordsAsync()) != stamp)
            throw new LedgerStartException(
                "The source was written to while it was copied. Stop whoever serves it, remove the target, and begin.");
        var after = await ReadBackAsync(copy, records);
        var result = new CopyResult(
            audited, found, before.ToString(), after.ToString(), state.Entries - copiedBefore, took);
        if (result.IsComplete)
            await target.CompleteAsync();
        return result;
    }

    private async Task<CopyDigest> WithoutRecordsAsync(RowPrints records)
    {
        var digest = new CopyDigest(source.Currency, records);
        foreach (var part in Parts.Where(static part => part is not (CopyPart.Entries or CopyPart.Records)))
        {
            await foreach (var slice in Sound(source.ReadAsync(part)))
                digest.Add(slice);
        }

        return digest;
    }

    private async Task<CopyState> CopyAsync(CopyState state, long total)
    {
        var digest = new CopyDigest(source.Currency, state.Prints());
        progress?.Report(new CopyProgress(CopyStep.Copy, state.Entries + state.Records, total));
        while (true)
        {
            await foreach (var slice in AheadAsync(source.ReadAsync(state.Part, state.After)))
            {
                digest.Add(slice);
                state = state.With(slice, digest.Records);
                await SoundAsync(async () =>
                {
                    await target.WriteAsync(slice, state);
                    return true;
                });
                progress?.Report(new CopyProgress(CopyStep.Copy, state.Entries + state.Records, total));
            }

            if (state.Part == Parts[^1])
                return state;
            // The end of a part is written with the first slice of the next one. Until then it is found again.
            state = state with { Part = state.Part + 1, After = null };
        }
    }

    private async Task<CopyDigest> ReadBackAsync(ICopySource copy, long total)
    {
        var digest = new CopyDigest(copy.Currency, new RowPrints());
        foreach (var part in Parts.Where(static part => part != CopyPart.Entries))
        {
            await foreach (var slice in AheadAsync(copy.ReadAsync(part)))
            {
                digest.Add(slice);
                progress?.Report(new CopyProgress(CopyStep.Compare, digest.Records.Count, total));
            }
        }

        return digest;
    }

    // Reads while what was read before is being written.
    private static async IAsyncEnumerable<CopySlice> AheadAsync(IAsyncEnumerable<CopySlice> slices)
    {
        using var ended = new CancellationTokenSource();
        var ahead = Channel.CreateBounded<CopySlice>(SlicesAhead);
        var reading = Task.Run(async () =>
        {
            try
            {
                await foreach (var slice in Sound(slices))
                    await ahead.Writer.WriteAsync(slice, ended.Token);
                ahead.Writer.Complete();
            }
#pragma warning disable CA1031 // It is thrown to whoever reads the slices.
            catch (Exception e)
#pragma warning restore CA1031
            {
                ahead.Writer.Complete(e);
            }
        });
        try
        {
            await foreach (var slice in ahead.Reader.ReadAllAsync())
                yield return slice;
        }
        finally
        {
            await ended.CancelAsync();
            await reading;
        }
    }

    private static async IAsyncEnumerable<CopySlice> Sound(IAsyncEnumerable<CopySlice> slices)
    {
        await using var reader = slices.GetAsyncEnumerator();
        while (true)
        {
            if (!await SoundAsync(() => reader.MoveNextAsync().AsTask()))
                break;
            yield return reader.Current;
        }
    }

    private static async Task<bool> SoundAsync(Func<Task<bool>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (
            e is FormatException or ArgumentException or InvalidCastException or KeyNotFoundException
                or OverflowException)
        {
            // What is stored may be in the exception's text.
            throw new LedgerStartException(
                "The ledger is damaged, and can't be copied any further: an audit of it says more.");
        }
    }

    private AuditSteps Step(CopyStep step) => new(progress, step);

    private sealed class AuditSteps(IProgress<CopyProgress>? progress, CopyStep step) : IProgress<AuditProgress>
    {
        public void Report(AuditProgress value) =>
            progress?.Report(new CopyProgress(step, value.Checked, value.Total));
    }
}
