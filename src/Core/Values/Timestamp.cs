using System.Globalization;

namespace Wallet.Core;

/// <summary>A moment in UTC with the precision of the contract: whole microseconds since 1970-01-01.</summary>
/// <param name="UnixMicroseconds">Microseconds since the Unix epoch.</param>
public readonly record struct Timestamp(long UnixMicroseconds) : IComparable<Timestamp>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The current moment, cut to microseconds.</summary>
    public static Timestamp Now(TimeProvider time) => From(time.GetUtcNow());

    /// <summary>The moment <paramref name="value"/>, cut to microseconds.</summary>
    public static Timestamp From(DateTimeOffset value) =>
        new((value.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>The later of two moments.</summary>
    public static Timestamp Max(Timestamp a, Timestamp b) => a.UnixMicroseconds >= b.UnixMicroseconds ? a : b;

    /// <summary>This moment as a <see cref="DateTimeOffset"/>.</summary>
    public DateTimeOffset ToDateTimeOffset() =>
        new(DateTime.UnixEpoch.Ticks + UnixMicroseconds * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    /// <summary>This moment, <paramref name="span"/> later.</summary>
    public Timestamp Plus(TimeSpan span) => new(UnixMicroseconds + span.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>How long it is from <paramref name="earlier"/> to this moment.</summary>
    public TimeSpan Since(Timestamp earlier) => TimeSpan.FromMicroseconds(UnixMicroseconds - earlier.UnixMicroseconds);

    /// <summary>Reads what <see cref="ToString"/> gives, and nothing else.</summary>
    public static bool TryParse(string? text, out Timestamp moment)
    {
        var valid = DateTimeOffset.TryParseExact(
            text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed);
        moment = valid ? From(parsed) : default;
        return valid;
    }

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => UnixMicroseconds.CompareTo(other.UnixMicroseconds);

    /// <summary>Whether <paramref name="a"/> is before <paramref name="b"/>.</summary>
    public static bool operator <(Timestamp a, Timestamp b) => a.UnixMicroseconds < b.UnixMicroseconds;

    /// <summary>Whether <paramref name="a"/> is after <paramref name="b"/>.</summary>
    public static bool operator >(Timestamp a, Timestamp b) => a.UnixMicroseconds > b.UnixMicroseconds;

    /// <summary>Whether <paramref name="a"/> is not after <paramref name="b"/>.</summary>
    public static bool operator <=(Timestamp a, Timestamp b) => a.UnixMicroseconds <= b.UnixMicroseconds;

    /// <summary>Whether <paramref name="a"/> is not before <paramref name="b"/>.</summary>
    public static bool operator >=(Timestamp a, Timestamp b) => a.UnixMicroseconds >= b.UnixMicroseconds;

    /// <summary>ISO 8601 in UTC with exactly six fractional digits and <c>Z</c>.</summary>
    public override string ToString() => ToDateTimeOffset().ToString(Format, CultureInfo.InvariantCulture);
}
