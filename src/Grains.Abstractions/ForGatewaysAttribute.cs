namespace Wallet.Grains.Abstractions;

/// <summary>Gateways may call this interface. Those without it are for silos alone.</summary>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class ForGatewaysAttribute : Attribute;
