using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>An error as it is sent (RFC 9457), with the stable <c>code</c> of this API.</summary>
internal sealed class ProblemBody : ProblemDetails
{
    public ProblemBody(Problem problem)
    {
        Type = "urn:wallet:problem:" + problem.Code;
        Title = problem.Title;
        Status = problem.Status;
        Detail = problem.Detail;
        Code = problem.Code;
    }

    /// <summary>What a program goes by.</summary>
    public string Code { get; }

    /// <summary>How many wrong PINs are left before it is locked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? AttemptsLeft { get; init; }

    /// <summary>How much was left to be given back, in minor units.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Refundable { get; init; }

    /// <summary>How much was left, or could have been sent, in minor units.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Remaining { get; init; }

    /// <summary>When the day of the limits ends.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Timestamp? ResetsAt { get; init; }

    /// <summary>What has become of the payment request.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? State { get; init; }

    /// <summary>What is wrong with the request, by field.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, List<string>>? Errors { get; init; }

    /// <summary>Which parts of the service are down.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Down { get; init; }
}
