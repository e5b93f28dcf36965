using Wallet.Core;

namespace Wallet.Grains.Abstractions.Surrogates;

// Secrets and personal data travel inside the cluster but are never printed.

[GenerateSerializer, Immutable, Alias("wallet.pin")]
internal readonly record struct PinSurrogate([property: Id(0)] string Digits)
{
    public override string ToString() => "***";
}

[RegisterConverter]
internal sealed class PinConverter : IConverter<Pin, PinSurrogate>
{
    public Pin ConvertFromSurrogate(in PinSurrogate surrogate) =>
        Pin.TryParse(surrogate.Digits, out var pin) ? pin : throw new FormatException("Not a PIN.");

    public PinSurrogate ConvertToSurrogate(in Pin value) => new(value.Reveal);
}

[GenerateSerializer, Immutable, Alias("wallet.email")]
internal readonly record struct EmailSurrogate([property: Id(0)] string Address)
{
    public override string ToString() => "***";
}

[RegisterConverter]
internal sealed class EmailConverter : IConverter<EmailAddress, EmailSurrogate>
{
    public EmailAddress ConvertFromSurrogate(in EmailSurrogate surrogate) =>
        EmailAddress.TryParse(surrogate.Address, out var email)
            ? email
            : throw new FormatException("Not an e-mail address.");

    public EmailSurrogate ConvertToSurrogate(in EmailAddress value) => new(value.Value);
}

[GenerateSerializer, Immutable, Alias("wallet.secret-check")]
internal readonly record struct SecretCheckSurrogate(
    [property: Id(0)] int Verdict, [property: Id(1)] int AttemptsLeft, [property: Id(2)] TimeSpan RetryAfter);

[RegisterConverter]
internal sealed class SecretCheckConverter : IConverter<SecretCheck, SecretCheckSurrogate>
{
    public SecretCheck ConvertFromSurrogate(in SecretCheckSurrogate surrogate) =>
        new((SecretVerdict)surrogate.Verdict, surrogate.AttemptsLeft, surrogate.RetryAfter);

    public SecretCheckSurrogate ConvertToSurrogate(in SecretCheck value) =>
        new((int)value.Verdict, value.AttemptsLeft, value.RetryAfter);
}
