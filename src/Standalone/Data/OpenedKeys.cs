using Wallet.Api;
using Wallet.Core;

namespace Wallet.Standalone;

/// <summary>The secrets of an opened data folder.</summary>
internal sealed class OpenedKeys
{
    public OpenedKeys(DataFolder folder) => (Tokens, Peppers) = KeyFile.Open(folder);

    public TokenKeys Tokens { get; }

    public PepperRing Peppers { get; }

    public override string ToString() => "***";
}
