using Wallet.TestKit;

namespace Wallet.Core.Tests;

/// <summary>A real user store that can be down, or be overtaken by somebody else.</summary>
internal sealed class FaultyUsers(IUserStore real) : IUserStore
{
    /// <summary>Whether every call fails.</summary>
    public bool IsDown { get; set; }

    /// <summary>Called before a secret is replaced.</summary>
    public Func<Task>? Replacing { get; set; }

    /// <inheritdoc/>
    public ValueTask<WalletId?> RegisterAsync(NewUser user, IEnumerable<WalletId> candidates) =>
        Up().RegisterAsync(user, candidates);

    /// <inheritdoc/>
    public ValueTask<User?> FindAsync(UserId id) => Up().FindAsync(id);

    /// <inheritdoc/>
    public ValueTask<User?> FindByEmailAsync(EmailAddress email) => Up().FindByEmailAsync(email);

    /// <inheritdoc/>
    public ValueTask<User?> FindByWalletAsync(WalletId wallet) => Up().FindByWalletAsync(wallet);

    /// <inheritdoc/>
    public async ValueTask<bool> ReplacePinAsync(UserId id, SecretHash current, SecretHash replacement)
    {
        await (Replacing?.Invoke() ?? Task.CompletedTask);
        return await Up().ReplacePinAsync(id, current, replacement);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReplacePasswordAsync(UserId id, SecretHash current, SecretHash replacement)
    {
        await (Replacing?.Invoke() ?? Task.CompletedTask);
        return await Up().ReplacePasswordAsync(id, current, replacement);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RehashPasswordAsync(UserId id, SecretHash current, SecretHash replacement)
    {
        await (Replacing?.Invoke() ?? Task.CompletedTask);
        return await Up().RehashPasswordAsync(id, current, replacement);
    }

    private IUserStore Up() => IsDown ? throw Fault.Failure(LedgerFailure.Unavailable) : real;
}
