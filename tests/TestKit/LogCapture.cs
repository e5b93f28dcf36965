using System.Text;
using Microsoft.Extensions.Logging;

namespace Wallet.TestKit;

/// <summary>Keeps all that is logged, exceptions and scopes' values included.</summary>
public sealed class LogCapture : ILoggerProvider
{
    private readonly StringBuilder _text = new();

    /// <summary>All of it so far.</summary>
    public string Text
    {
        get
        {
            lock (_text)
                return _text.ToString();
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Add(string line)
    {
        lock (_text)
            _text.AppendLine(line);
    }

    private sealed class Logger(LogCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            capture.Add($"{category} scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            capture.Add($"{logLevel} {category} {eventId} {formatter(state, exception)} {exception}");
            // What is in the values and not in the text would still be in a structured log.
            if (state is IEnumerable<KeyValuePair<string, object?>> values)
                capture.Add(string.Join(' ', values.Select(v => $"{v.Key}={v.Value}")));
        }
    }
}
