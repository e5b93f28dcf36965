namespace Wallet.Api;

/// <summary>Stands for the parameter <c>limit</c> in the OpenAPI document.</summary>
internal readonly struct PageLimit;

/// <summary>Stands for the parameter <c>direction</c> in the OpenAPI document.</summary>
internal readonly struct DirectionFilter;

/// <summary>Stands for a password that is chosen, which has to be longer than one that is only compared.</summary>
internal readonly struct ChosenPassword;
