using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wallet.Hosting;

namespace Wallet.Cluster;

/// <summary>
/// The credentials in their files. They are read again every few seconds, because what replaces them (a mounted secret,
/// a script, a person) does so in ways that a watcher of files does not see everywhere. New connections use the new
/// ones; those that are open stay as they are. Files that can't be used leave the old ones in place.
/// </summary>
internal sealed partial class CredentialFiles : BackgroundService
{
    /// <summary>How often the files are read.</summary>
    public static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(5);

    // Long enough to renew in working hours.
    private static readonly TimeSpan EndIsNear = TimeSpan.FromDays(14), SayAgainAfter = TimeSpan.FromDays(1);

    private readonly TlsSettings _settings;
    private readonly ClusterRole _role;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private byte[] _digest;
    private string? _failure;
    private bool _failureIsSaid;
    private DateTimeOffset _saidAt;

    /// <summary>Reads the files.</summary>
    /// <exception cref="StartException">They can't be used.</exception>
    public CredentialFiles(TlsSettings settings, ClusterRole role, TimeProvider time, ILogger<CredentialFiles> log)
    {
        (_settings, _role, _time, _log) = (settings, role, time, log);
        try
        {
            var texts = Read();
            (_digest, Current) = (Digest(texts), Credentials.Parse(texts, role));
        }
        catch (CredentialsException e)
        {
            throw new StartException(ExitCodes.CannotStart, e.Message, e);
        }
    }

    /// <summary>Those that the next connection uses.</summary>
    public Credentials Current { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ReadEvery, _time);
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
            var texts = Read();
            digest = Digest(texts);
            if (!digest.AsSpan().SequenceEqual(_digest))
            {
                Current = Credentials.Parse(texts, _role);
                _digest = digest;
                _saidAt = default;
                LogReplaced(Current.EndsAt);
            }

            _failure = null;
        }
        catch (CredentialsException e)
        {
            var failure = e.Message + Convert.ToHexString(digest);
            if (failure != _failure)
                // Files are replaced one after the other, so what does not fit together is news only if it stays so.
                (_failure, _failureIsSaid) = (failure, false);
            else if (!_failureIsSaid)
            {
                _failureIsSaid = true;
                LogKept(e.Message);
            }
        }

        var now = _time.GetUtcNow();
        if (Current.EndsAt - now < EndIsNear && now - _saidAt >= SayAgainAfter)
        {
            _saidAt = now;
            LogEnds(Current.EndsAt);
        }
    }

    private (string Ca, string Certificate, string Key) Read() => (
        Read(_settings.Ca, nameof(_settings.Ca)), Read(_settings.Certificate, nameof(_settings.Certificate)),
        Read(_settings.Key, nameof(_settings.Key)));

    private static string Read(string path, string setting)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CredentialsException(setting, e.Message.TrimEnd('.'), e);
        }
    }

    private static byte[] Digest((string Ca, string Certificate, string Key) texts) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{texts.Ca}\0{texts.Certificate}\0{texts.Key}"));

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The certificate of this process was replaced; the new one ends at {End:u}.")]
    private partial void LogReplaced(DateTimeOffset end);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Reason} The certificate that was read before stays in use.")]
    private partial void LogKept(string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The certificate of this process ends at {End:u}; nobody accepts it after that.")]
    private partial void LogEnds(DateTimeOffset end);
}
