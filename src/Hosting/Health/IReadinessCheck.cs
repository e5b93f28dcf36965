namespace Wallet.Hosting;

/// <summary>A part of a process that its work needs. <see cref="Readiness"/> asks it.</summary>
public interface IReadinessCheck
{
    /// <summary>Its name, as <c>GET /health/ready</c> tells it.</summary>
    string Name { get; }

    /// <summary>Whether it works right now. Is not asked again while it has not answered.</summary>
    ValueTask<bool> IsReadyAsync();
}
