namespace Wallet.TestKit.Http;

/// <summary>The codes of the contract and the status that each goes with.</summary>
internal static class ProblemCodes
{
    /// <summary>The status of each code.</summary>
    public static readonly IReadOnlyDictionary<string, int> Statuses = new Dictionary<string, int>
    {
        ["invalid_request"] = 400,
        ["unauthenticated"] = 401,
        ["invalid_credentials"] = 401,
        ["wrong_pin"] = 403,
        ["forbidden"] = 403,
        ["not_found"] = 404,
        ["method_not_allowed"] = 405,
        ["email_taken"] = 409,
        ["transfer_in_progress"] = 409,
        ["audit_running"] = 409,
        ["payload_too_large"] = 413,
        ["unsupported_media_type"] = 415,
        ["self_transfer"] = 422,
        ["insufficient_funds"] = 422,
        ["receiver_not_found"] = 422,
        ["wallet_frozen"] = 422,
        ["balance_limit"] = 422,
        ["idempotency_key_reused"] = 422,
        ["not_reversible"] = 422,
        ["not_refundable"] = 422,
        ["refund_exceeds"] = 422,
        ["hold_expired"] = 422,
        ["hold_closed"] = 422,
        ["hold_exceeds"] = 422,
        ["limit_exceeded"] = 422,
        ["too_many_parts"] = 422,
        ["request_closed"] = 422,
        ["request_limit"] = 422,
        ["request_refused"] = 422,
        ["pin_locked"] = 423,
        ["sign_in_locked"] = 423,
        ["rate_limited"] = 429,
        ["busy"] = 503,
        ["outcome_unknown"] = 503,
        ["unavailable"] = 503,
    };

    /// <summary>Codes that only operators meet.</summary>
    public static readonly IReadOnlySet<string> OfOperators =
        new HashSet<string> { "forbidden", "audit_running", "not_reversible" };

    /// <summary>Refusals that are recorded and replayed. They say nothing that would differ from request to
    /// request.</summary>
    public static readonly IReadOnlySet<string> Recorded =
        new HashSet<string>
        {
            "insufficient_funds", "receiver_not_found", "wallet_frozen", "balance_limit", "refund_exceeds",
            "limit_exceeded",
        };
}
