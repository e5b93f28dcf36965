namespace Wallet.Bench;

/// <summary>What a target is asked.</summary>
internal interface IRequestBook
{
    /// <summary>The requests of one connection in one run.</summary>
    IRequestStream Open(LoadPattern pattern, int connection, int seed);
}

/// <summary>The requests of one connection.</summary>
internal interface IRequestStream
{
    /// <summary>The next request, valid until the one after it.</summary>
    ReadOnlyMemory<byte> Next();
}
