using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;

namespace Wallet.Hosting;

/// <summary>
/// Files that are read again every few seconds, because what replaces them (a mounted secret, a script, a person) does
/// so in ways that a watcher of files does not see everywhere. Those that can't be used leave what was read before in
/// place.
/// </summary>
/// <typeparam name="TRefused">The exception that says why files can't be used. Its message holds no secret.</typeparam>
/// <param name="time">The clock.</param>
public abstract class RereadFiles<TRefused>(TimeProvider time) : BackgroundService where TRefused : Exception
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(5);

    private byte[] _digest = [];
    private string? _failure;
    private bool _failureIsSaid;

    /// <summary>The texts of the files.</summary>
    /// <remarks>It throws the exception if they can't be read.</remarks>
    protected abstract string[] ReadTexts();

    /// <summary>Uses texts that are not those before.</summary>
    /// <remarks>It throws the exception if they can't be used, and nothing has changed then.</remarks>
    protected abstract void Use(string[] texts);

    /// <summary>Says that the files can't be used, once for each reason.</summary>
    protected abstract void SayKept(string reason);

    /// <summary>Called after each look.</summary>
    protected virtual void AfterLook()
    {
    }

    /// <summary>Reads and uses the files for the first time.</summary>
    /// <remarks>It throws the exception if they can't be used.</remarks>
    protected void Begin()
    {
        var texts = ReadTexts();
        Use(texts);
        _digest = Digest(texts);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ReadEvery, time);
        try
        {
            do
            {
                Look();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private void Look()
    {
        byte[] digest = [];
        try
        {
            var texts = ReadTexts();
            digest = Digest(texts);
            if (!digest.AsSpan().SequenceEqual(_digest))
            {
                Use(texts);
                _digest = digest;
            }

            _failure = null;
        }
        catch (TRefused e)
        {
            var failure = e.Message + Convert.ToHexString(digest);
            if (failure != _failure)
                // Files are replaced one after the other, so what does not fit together is news only if it stays so.
                (_failure, _failureIsSaid) = (failure, false);
            else if (!_failureIsSaid)
            {
                _failureIsSaid = true;
                SayKept(e.Message);
            }
        }

        AfterLook();
    }

    private static byte[] Digest(string[] texts) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', texts)));
}
