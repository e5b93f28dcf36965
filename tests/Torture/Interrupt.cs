using System.Runtime.InteropServices;

namespace Wallet.Torture;

/// <summary>Lets Ctrl+C and SIGTERM end a run in good order: the round is finished and checked, the host stops, disks
/// are given back.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly PosixSignalRegistration[] _signals;
    private volatile bool _isRequested;

    /// <summary>Begins to listen.</summary>
    public Interrupt() => _signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Take),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take),
    ];

    /// <summary>Whether somebody wants the run to end.</summary>
    public bool IsRequested => _isRequested;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
    }

    private void Take(PosixSignalContext context)
    {
        // The second time it is meant at once.
        context.Cancel = !_isRequested;
        _isRequested = true;
    }
}
