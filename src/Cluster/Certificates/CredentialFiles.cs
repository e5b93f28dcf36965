using Microsoft.Extensions.Logging;
using Wallet.Hosting;

namespace Wallet.Cluster;

/// <summary>The credentials in their files. New connections use those that were read last; those that are open stay as
/// they are.</summary>
internal sealed partial class CredentialFiles : RereadFiles<CredentialsException>
{
    // Long enough to renew in working hours.
    private static readonly TimeSpan EndIsNear = TimeSpan.FromDays(14), SayAgainAfter = TimeSpan.FromDays(1);

    private readonly TlsSettings _settings;
    private readonly ClusterRole _role;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private Credentials? _current;
    private DateTimeOffset _saidAt;

    /// <summary>Reads the files.</summary>
    /// <exception cref="StartException">They can't be used.</exception>
    public CredentialFiles(TlsSettings settings, ClusterRole role, TimeProvider time, ILogger<CredentialFiles> log)
        : base(time)
    {
        (_settings, _role, _time, _log) = (settings, role, time, log);
        try
        {
            Begin();
        }
        catch (CredentialsException e)
        {
            throw new StartException(ExitCodes.CannotStart, e.Message, e);
        }
    }

    /// <summary>Those that the next connection uses.</summary>
    public Credentials Current => _current!;

    /// <inheritdoc/>
    protected override string[] ReadTexts() =>
    [
        Read(_settings.Ca, nameof(_settings.Ca)), Read(_settings.Certificate, nameof(_settings.Certificate)),
        Read(_settings.Key, nameof(_settings.Key)),
    ];

    /// <inheritdoc/>
    protected override void Use(string[] texts)
    {
        var credentials = Credentials.Parse((texts[0], texts[1], texts[2]), _role);
        if (_current is not null)
            LogReplaced(credentials.EndsAt);
        _current = credentials;
        _saidAt = default;
    }

    /// <inheritdoc/>
    protected override void SayKept(string reason) => LogKept(reason);

    /// <inheritdoc/>
    protected override void AfterLook()
    {
        var now = _time.GetUtcNow();
        if (Current.EndsAt - now < EndIsNear && now - _saidAt >= SayAgainAfter)
        {
            _saidAt = now;
            LogEnds(Current.EndsAt);
        }
    }

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
