using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Configuration;

namespace Wallet.Api;

/// <summary>What makes a token valid is decided in code: the framework's section <c>Authentication</c> must not be able
/// to weaken it.</summary>
internal sealed class NoSchemeConfiguration : IAuthenticationConfigurationProvider
{
    /// <inheritdoc/>
    public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
}
