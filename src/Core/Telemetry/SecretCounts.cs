using System.Diagnostics.Metrics;

namespace Wallet.Core;

/// <summary>Counts checks of PINs and passwords by their verdicts, and what waits for bcrypt.</summary>
internal static class SecretCounts
{
    private static readonly KeyValuePair<string, object?> Remembered = new("wallet.verdict", "remembered");

    private static readonly Counter<long> Pins = WalletTelemetry.Meter.CreateCounter<long>(
        "wallet.pin.checks", "{check}", "Checks of PINs.");

    private static readonly Counter<long> SignIns = WalletTelemetry.Meter.CreateCounter<long>(
        "wallet.sign_in.checks", "{check}", "Checks of passwords.");

    private static readonly UpDownCounter<long> WaitingForHash = WalletTelemetry.Meter.CreateUpDownCounter<long>(
        "wallet.hashing.waiting", "{secret}", "Secrets that wait for bcrypt.");

    private static readonly UpDownCounter<long> Hashing = WalletTelemetry.Meter.CreateUpDownCounter<long>(
        "wallet.hashing.running", "{secret}", "Secrets that bcrypt works on.");

    private static readonly Counter<long> RefusedHashes = WalletTelemetry.Meter.CreateCounter<long>(
        "wallet.hashing.refused", "{secret}", "Secrets that were refused as busy, because too many were waiting.");

    /// <summary>Counts a PIN that was found in memory.</summary>
    public static void RememberedPin() => Pins.Add(1, Remembered);

    /// <summary>Counts a check of a PIN that was not in memory.</summary>
    public static SecretCheck Pin(SecretCheck check) => Count(Pins, check);

    /// <summary>Counts a check of a password.</summary>
    public static SecretCheck SignIn(SecretCheck check) => Count(SignIns, check);

    /// <summary>How many more wait for bcrypt.</summary>
    public static void Waiting(SecretPurpose purpose, int change) => WaitingForHash.Add(change, Tag(purpose));

    /// <summary>How many more bcrypt works on.</summary>
    public static void Running(int change) => Hashing.Add(change);

    /// <summary>Counts a secret that found no room.</summary>
    public static void Refused(SecretPurpose purpose) => RefusedHashes.Add(1, Tag(purpose));

    private static SecretCheck Count(Counter<long> counter, SecretCheck check)
    {
        counter.Add(1, new KeyValuePair<string, object?>("wallet.verdict", TagName.Of(check.Verdict)));
        return check;
    }

    private static KeyValuePair<string, object?> Tag(SecretPurpose purpose) =>
        new("wallet.secret", TagName.Of(purpose));
}
