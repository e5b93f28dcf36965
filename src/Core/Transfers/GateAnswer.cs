namespace Wallet.Core;

/// <summary>What a gate says to an attempt.</summary>
public enum GateAnswer
{
    /// <summary>The attempt holds the key now.</summary>
    Entered,

    /// <summary>Another attempt holds the key.</summary>
    Held,

    /// <summary>An attempt with this key has been completed: the ledger has its record.</summary>
    Completed,

    /// <summary>The gate cannot be asked, and this attempt holds nothing. Payments go on without it.</summary>
    Down,

    /// <summary>The gate was asked and did not answer: the attempt may hold the key or not. Payments go on without it,
    /// and the attempt is completed or given back like one that has entered, which changes nothing if it holds
    /// nothing.</summary>
    InDoubt,
}
