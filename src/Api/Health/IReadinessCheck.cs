namespace Wallet.Api;

/// <summary>A part of the service that payments need.</summary>
public interface IReadinessCheck
{
    /// <summary>Its name, as <c>GET /health/ready</c> tells it.</summary>
    string Name { get; }

    /// <summary>Whether it works right now. Does not throw.</summary>
    ValueTask<bool> IsReadyAsync();
}
