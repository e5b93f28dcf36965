using System.ComponentModel.DataAnnotations;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>bcrypt's work factor. In the environment Testing it may be lower, for tests hash often and protect
/// nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WorkFactorAttribute : RangeAttribute
{
    /// <summary>The context's item that says whether the environment is Testing.</summary>
    public const string Testing = "testing";

    private const int MinInTests = 4;

    public WorkFactorAttribute() : base(SecretHasher.MinWorkFactor, SecretHasher.MaxWorkFactor) =>
        ErrorMessage = "{1} to {2}";

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        validationContext.Items[Testing] is true && value is >= MinInTests and < SecretHasher.MinWorkFactor
            ? ValidationResult.Success
            : base.IsValid(value, validationContext);
}
