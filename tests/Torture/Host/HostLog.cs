namespace Wallet.Torture;

/// <summary>Everything the host's processes print: the last lines for whoever has to explain a failure, and a watch on
/// secrets and on what nobody expected.</summary>
internal sealed class HostLog(Action<string> onFinding)
{
    private const int Kept = 40;

    // Every password of a run carries this; tokens, bcrypt hashes and operators' keys begin like that.
    private static readonly string[] Secrets = [Person.PasswordMark, "eyJ", "$2a$", "$2b$", "wok_"];

    private readonly Queue<string> _last = new();

    /// <summary>Whether hosts meet what they can't know, so that failures which they did not expect are none.</summary>
    public bool ExpectsFailures { get; set; }

    /// <summary>The last lines that were printed.</summary>
    public string LastLines
    {
        get
        {
            lock (_last)
                return string.Join(Environment.NewLine, _last);
        }
    }

    /// <summary>Reads until the stream ends.</summary>
    public async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
            Add(line);
    }

    /// <summary>Takes a line.</summary>
    public void Add(string line)
    {
        if (Secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)))
            onFinding("The host printed a secret: " + line);
        if (!ExpectsFailures && line.Contains("An unexpected failure", StringComparison.Ordinal))
            onFinding("The host did not expect: " + line);
        lock (_last)
        {
            _last.Enqueue(line);
            if (_last.Count > Kept)
                _last.Dequeue();
        }
    }
}
