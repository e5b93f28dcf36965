namespace Wallet.Torture;

/// <summary>One way to do harm.</summary>
internal interface IHarm
{
    /// <summary>What it is called in the tally.</summary>
    string Kind { get; }

    /// <summary>How often it is chosen before all have had their turn.</summary>
    int Weight { get; }

    /// <summary>Does it and, if it is of the passing kind, ends it.</summary>
    Task DoAsync(Random random);
}
