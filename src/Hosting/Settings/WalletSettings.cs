using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>A part of the settings: the properties of one section.</summary>
public interface ISettingsGroup;

/// <summary>The section <c>Wallet</c>, as far as all programs have it. An attribute's message says what a value must
/// be; it goes on after "must be".</summary>
public abstract class WalletSettings : ISettingsGroup
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Wallet";

    /// <summary>Whether <c>POST /wallet/deposit</c> gives play money.</summary>
    [Description("whether POST /wallet/deposit gives play money")]
    public bool Sandbox { get; set; }

    /// <summary>The one currency, ISO 4217.</summary>
    [Description("the one currency of the ledger")]
    [Required(ErrorMessage = CapitalLetters), RegularExpression("[A-Z]{3}", ErrorMessage = CapitalLetters)]
    public string Currency { get; set; } = "INR";

    /// <summary>The PIN's lockout.</summary>
    public PinSettings Pin { get; } = new();

    /// <summary>Where operators are served.</summary>
    public OperatorSettings Operator { get; } = new();

    /// <summary>What a silo does by itself.</summary>
    public RoutineSettings Routine { get; } = new();

    /// <summary>How secrets are hashed.</summary>
    public BcryptSettings Bcrypt { get; } = new();

    /// <summary>How often one client may try to sign in.</summary>
    public RateLimitSettings RateLimit { get; } = new();

    /// <summary>What is measured.</summary>
    public TelemetrySettings Telemetry { get; } = new();

    /// <summary>Networks whose <c>X-Forwarded-For</c> is believed.</summary>
    [Description("whose X-Forwarded-For is believed, with commas"), Networks]
    public NetworkList TrustedProxies { get; set; } = [];

    private const string CapitalLetters = "three capital letters";
}

/// <summary>The section <c>Wallet:Pin</c>.</summary>
public sealed class PinSettings : ISettingsGroup
{
    private static readonly PinOptions Defaults = new();

    /// <summary>How long a verified PIN is remembered in memory; zero turns it off.</summary>
    [Description("how long a verified PIN is remembered; 0 for never")]
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ErrorMessage = "{1} to {2}")]
    public TimeSpan RememberFor { get; set; } = Defaults.RememberFor;

    /// <summary>How long a lock lasts, unless an operator lifts it: a day at most, which also refuses <c>15</c>, for
    /// that means 15 days.</summary>
    [Description("how long five wrong PINs lock it")]
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "{1} to {2}")]
    public TimeSpan LockFor { get; set; } = Defaults.LockFor;

    /// <summary>The same, as the lockout takes it.</summary>
    public PinOptions ToOptions() => new() { RememberFor = RememberFor, LockFor = LockFor };
}

/// <summary>The section <c>Wallet:Bcrypt</c>.</summary>
public sealed class BcryptSettings : ISettingsGroup
{
    /// <summary>bcrypt's log2 of rounds for new hashes.</summary>
    [Description("bcrypt's cost of new hashes, a doubling for each step"), WorkFactor]
    public int WorkFactor { get; set; } = SecretHasher.MinWorkFactor;
}

/// <summary>The section <c>Wallet:RateLimit</c>.</summary>
public sealed class RateLimitSettings : ISettingsGroup
{
    /// <summary>How many calls of <c>/auth/*</c> one client address may make in a minute, at one process.</summary>
    [Description("calls of /auth/* in a minute for each client address")]
    [Range(1, 1_000_000, ErrorMessage = "{1} to {2}")]
    public int AuthPerMinute { get; set; } = 300;
}
