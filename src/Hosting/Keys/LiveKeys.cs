using Microsoft.Extensions.Logging;

namespace Wallet.Hosting;

/// <summary>The keys and peppers of a <see cref="KeyFile"/>, which is read again when it changes. So they are rotated
/// without a stop.</summary>
public sealed partial class LiveKeys : RereadFiles<StartException>
{
    private readonly KeyFile _file;
    private readonly ILogger _log;
    private readonly Lock _replacing = new();
    private readonly List<Action<KeyFileBody>> _users = [];
    private KeyFileBody? _current;

    /// <summary>Reads the file.</summary>
    /// <exception cref="StartException">It can't be used.</exception>
    public LiveKeys(KeyFile file, TimeProvider time, ILogger<LiveKeys> log) : base(time)
    {
        (_file, _log) = (file, log);
        Begin();
    }

    /// <summary>Makes what uses keys, and has it use others whenever they change.</summary>
    /// <param name="make">Makes it with the keys of now.</param>
    /// <param name="replace">Gives it others.</param>
    public T Keep<T>(Func<KeyFileBody, T> make, Action<T, KeyFileBody> replace)
    {
        lock (_replacing)
        {
            var made = make(_current!);
            _users.Add(body => replace(made, body));
            return made;
        }
    }

    /// <inheritdoc/>
    protected override string[] ReadTexts() => [_file.ReadText()];

    /// <inheritdoc/>
    protected override void Use(string[] texts)
    {
        var body = _file.Parse(texts[0]);
        lock (_replacing)
        {
            var isFirst = _current is null;
            _current = body;
            _users.ForEach(use => use(body));
            if (!isFirst)
                LogReplaced(body.JwtKeys[0].Id, body.Peppers[0].Id);
        }
    }

    /// <inheritdoc/>
    protected override void SayKept(string reason) => LogKept(reason);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The file of keys was replaced; {SigningKey} signs tokens now, and new hashes are under {Pepper}.")]
    private partial void LogReplaced(string signingKey, string pepper);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason} The keys that were read before stay in use.")]
    private partial void LogKept(string reason);
}
