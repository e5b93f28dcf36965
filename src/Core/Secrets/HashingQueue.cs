namespace Wallet.Core;

/// <summary>
/// Runs a bounded number of bcrypt computations beside the request threads: one less than there are cores, and at least
/// one. PINs and passwords wait in queues of their own, up to 64 in each, and PINs go first, so that a flood of
/// sign-ins does not stop payments.
/// </summary>
public sealed class HashingQueue
{
    /// <summary>How many may wait of each kind.</summary>
    public const int MaxWaiting = 64;

    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource<bool>> _pins = new(), _passwords = new();
    private readonly int _slots;
    private int _taken;

    /// <summary>Makes a queue.</summary>
    /// <param name="slots">How many run at once; by default the cores less one, at least one.</param>
    public HashingQueue(int? slots = null) => _slots = slots ?? Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Waits for a slot.</summary>
    /// <returns>A slot to be disposed of after use, or null if too many wait already.</returns>
    public async ValueTask<Slot?> EnterAsync(SecretPurpose purpose)
    {
        TaskCompletionSource<bool> turn;
        lock (_lock)
        {
            if (_taken < _slots)
            {
                _taken++;
                SecretCounts.Running(+1);
                return new Slot(this);
            }

            var queue = purpose == SecretPurpose.Pin ? _pins : _passwords;
            if (queue.Count >= MaxWaiting)
            {
                SecretCounts.Refused(purpose);
                return null;
            }

            turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            queue.Enqueue(turn);
            SecretCounts.Waiting(purpose, +1);
        }

        await turn.Task;
        SecretCounts.Waiting(purpose, -1);
        return new Slot(this);
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (_pins.TryDequeue(out var next) || _passwords.TryDequeue(out next))
                next.SetResult(true); // The slot is handed on and stays taken.
            else
            {
                _taken--;
                SecretCounts.Running(-1);
            }
        }
    }

    /// <summary>The right to run one computation at a time.</summary>
    public sealed class Slot : IDisposable
    {
        private HashingQueue? _queue;

        internal Slot(HashingQueue queue) => _queue = queue;

        /// <summary>Runs slow, blocking work on a thread of its own.</summary>
        public Task<T> RunAsync<T>(Func<T> work)
        {
            ObjectDisposedException.ThrowIf(_queue is null, this);
            return Task.Factory.StartNew(work, CancellationToken.None,
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        }

        /// <summary>Leaves the slot to the next.</summary>
        public void Dispose() => Interlocked.Exchange(ref _queue, null)?.Leave();
    }
}
