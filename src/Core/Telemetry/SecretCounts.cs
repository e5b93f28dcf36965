using System.Diagnostics.Metrics;

namespace Wallet.Core;

/// <summary>Counts checks of PINs and passwords by their verdicts, and what waits for bcrypt.</summary>
internal static class SecretCounts
{
    private static readonly string[] Verdicts = [.. Enum.GetValues<SecretVerdict>().Select(TagName.Of), "remembered"];

    private static readonly CellCounter Pins = Make("wallet.pin.checks", "Checks of PINs.");

    private static readonly CellCounter SignIns = Make("wallet.sign_in.checks", "Checks of passwords.");

    private static readonly UpDownCounter<long> WaitingForHash = WalletTelemetry.Meter.CreateUpDownCounter<long>(
        "wallet.hashing.waiting", "{secret}", "Secrets that wait for bcrypt.");

    private static readonly UpDownCounter<long> Hashing = WalletTelemetry.Meter.CreateUpDownCounter<long>(
        "wallet.hashing.running", "{secret}", "Secrets that bcrypt works on.");

    private static readonly Counter<long> RefusedHashes = WalletTelemetry.Meter.CreateCounter<long>(
        "wallet.hashing.refused", "{secret}", "Secrets that were refused as busy, because too many were waiting.");

    /// <summary>Counts a PIN that was found in memory.</summary>
    public static void RememberedPin() => Pins.Add(Verdicts.Length - 1);

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

    private static SecretCheck Count(CellCounter counter, SecretCheck check)
    {
        counter.Add((int)check.Verdict);
        return check;
    }

    private static CellCounter Make(string name, string description) => new(name, "{check}", description,
        Verdicts.Select(KeyValuePair<string, object?>[] (verdict) => [new("wallet.verdict", verdict)]));

    private static KeyValuePair<string, object?> Tag(SecretPurpose purpose) =>
        new("wallet.secret", TagName.Of(purpose));
}
