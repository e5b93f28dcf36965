using System.Globalization;

/// <summary>
/// Runs inside the host under soak, by <c>DOTNET_STARTUP_HOOKS</c>: the runtime wants a class of this name without a
/// namespace. The host itself has no way to ask for its heap from outside, and needs none.
/// </summary>
internal static class StartupHook
{
    /// <summary>The environment variable that names the file for samples.</summary>
    public const string FileVariable = "WALLET_BENCH_HEAP_FILE";

    /// <summary>Starts a thread that keeps the file up to date: bytes of the heap after the last collection, bytes
    /// committed, collections of the oldest generation.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is { } file)
            new Thread(() => Sample(file)) { IsBackground = true, Name = "heap samples" }.Start();
    }

    private static void Sample(string file)
    {
        while (true)
        {
            var info = GC.GetGCMemoryInfo();
            File.WriteAllText(file + ".new", string.Create(CultureInfo.InvariantCulture,
                $"{info.HeapSizeBytes} {info.TotalCommittedBytes} {GC.CollectionCount(2)}"));
            File.Move(file + ".new", file, overwrite: true);
            Thread.Sleep(1000);
        }
    }
}
