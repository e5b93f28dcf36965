namespace Wallet.Cluster.Tests.Doors;

/// <summary>Tests that count what doors refuse run one after the other, because the counter is the
/// process'.</summary>
[CollectionDefinition(nameof(Doors))]
public sealed class DoorCollection;
