namespace Wallet.Bench;

/// <summary>A benchmark can't be run or what it measured is not valid; the message says why in one line.</summary>
internal sealed class BenchException(string message, Exception? inner = null) : Exception(message, inner);
