namespace Wallet.Core;

/// <summary>Every limit on money and text, in one place. Amounts are 64-bit integers of minor units (paise for
/// INR).</summary>
public static class Limits
{
    /// <summary>Smallest amount of a transfer or deposit, in minor units.</summary>
    public const long MinAmountMinor = 1;

    /// <summary>Largest amount of a transfer or deposit, in minor units (10^12).</summary>
    public const long MaxAmountMinor = 1_000_000_000_000;

    /// <summary>Largest balance of a wallet, in minor units (10^15). A credit beyond it is
    /// <see cref="OutcomeCode.BalanceLimit"/>.</summary>
    public const long MaxBalanceMinor = 1_000_000_000_000_000;

    /// <summary>Longest idempotency key, in visible ASCII characters.</summary>
    public const int MaxKeyLength = 128;

    /// <summary>Longest note, in UTF-16 code units.</summary>
    public const int MaxNoteLength = 140;

    /// <summary>Shortest and longest wallet ID, with <c>@wallet</c>.</summary>
    public const int MinWalletIdLength = 3, MaxWalletIdLength = 64;

    /// <summary>Longest e-mail address, in characters (RFC 5321, section 4.5.3.1.3, less the angle brackets).</summary>
    public const int MaxEmailLength = 254;

    /// <summary>Longest name of a user, in UTF-16 code units.</summary>
    public const int MaxPersonNameLength = 100;

    /// <summary>Shortest and longest password, in UTF-16 code units.</summary>
    public const int MinPasswordLength = 8, MaxPasswordLength = 128;

    /// <summary>Shortest and longest PIN, in ASCII digits.</summary>
    public const int MinPinLength = 4, MaxPinLength = 6;

    /// <summary>Most transfers that one ledger transaction may hold.</summary>
    public const int MaxBatch = 512;

    /// <summary>Most balance changes that one wallet may have under way at once; more are refused as
    /// <see cref="OutcomeCode.Busy"/>.</summary>
    public const int MaxUnderWay = 64;

    /// <summary>How far ahead a ledger's clock may be before nothing is dated with it any more
    /// (<see cref="LedgerClock"/>). It is more than any mistake about time zones amounts to (26 hours), and little
    /// enough that a wallet with a date so far ahead is in step with the clock again two days later.</summary>
    public static readonly TimeSpan MaxClockLead = TimeSpan.FromHours(48);

    /// <summary>In how many parts a transfer may be given back, or a hold captured. A batch reads all of them for the
    /// next one, and everybody waits for it. All that is left may still be taken at once.</summary>
    public const int MaxParts = 1000;

    /// <summary>Shortest and longest time that a hold may last.</summary>
    public static readonly TimeSpan MinHoldTime = TimeSpan.FromMinutes(1), MaxHoldTime = TimeSpan.FromDays(30);

    /// <summary>How long a hold lasts if nothing is said.</summary>
    public static readonly TimeSpan DefaultHoldTime = TimeSpan.FromDays(7);

    /// <summary>Most entries on one page of history.</summary>
    public const int MaxPageSize = 200;

    /// <summary>Most entries that are looked at for one page, where no index leads to those that are wanted.</summary>
    public const int MaxExamined = 1000;

    /// <summary>Most entries that are read at once for a statement.</summary>
    public const int MaxSlice = 1000;

    /// <summary>Most payment requests of one payee that are open at a time, and of those, most to one payer.</summary>
    public const int MaxOpenRequests = 100, MaxOpenRequestsOfPair = 5;

    /// <summary>How long a payment request can be paid: at least, at most, and if nothing is said.</summary>
    public static readonly TimeSpan MinRequestLifetime = TimeSpan.FromMinutes(1),
        MaxRequestLifetime = TimeSpan.FromDays(30), DefaultRequestLifetime = TimeSpan.FromDays(7);
}
