namespace Wallet.Api;

/// <summary>
/// A kind of error: its code never changes meaning, its texts hold nothing of a request. So its body is always the same
/// bytes, which is what lets a recorded refusal be replayed exactly.
/// </summary>
internal sealed record Problem(int Status, string Code, string Title, string Detail)
{
    public static readonly Problem InvalidRequest =
        new(400, "invalid_request", "The request is not valid.", "See errors, by field.");
    public static readonly Problem Unauthenticated =
        new(401, "unauthenticated", "You are not signed in.", "Send a valid access token as Authorization: Bearer.");
    public static readonly Problem InvalidCredentials =
        new(401, "invalid_credentials", "E-mail or password is wrong.", "Check both and try again.");
    public static readonly Problem WrongPin = new(
        403, "wrong_pin", "The PIN is wrong.", "attemptsLeft says how many wrong PINs are left before it is locked.");
    public static readonly Problem OperatorUnknown = new(401, "unauthenticated", "This takes an operator's key.",
        "Send a key that is valid as Authorization: Bearer.");
    public static readonly Problem Forbidden = new(403, "forbidden", "The key does not allow this.",
        "It has not the scope of this call, or would give away one that it has not.");
    public static readonly Problem NotFound =
        new(404, "not_found", "There is no such thing.", "It does not exist, or it is not yours to see.");
    public static readonly Problem MethodNotAllowed =
        new(405, "method_not_allowed", "The method is not allowed.", "The Allow header lists those that are.");
    public static readonly Problem RequestTimeout =
        new(408, "request_timeout", "The request came too slowly.", "Nothing was done. Send it again.");
    public static readonly Problem EmailTaken =
        new(409, "email_taken", "There is a user with this e-mail.", "Sign in, or use another e-mail.");
    public static readonly Problem TransferInProgress = new(409, "transfer_in_progress",
        "A request with this key is being worked on.", "Try again with the same key to learn its outcome.");
    public static readonly Problem AuditRunning = new(409, "audit_running", "An audit is running.",
        "There is one at a time. Its result will be among the audits when it has ended.");
    public static readonly Problem PayloadTooLarge =
        new(413, "payload_too_large", "The body is too large.", "A body has at most 16 KiB.");
    public static readonly Problem UnsupportedMediaType =
        new(415, "unsupported_media_type", "The body is not declared as JSON.",
        "Send Content-Type: application/json, in UTF-8 and without Content-Encoding.");
    public static readonly Problem SelfTransfer =
        new(422, "self_transfer", "Sender and receiver are the same wallet.", "Choose another receiver.");
    public static readonly Problem InsufficientFunds = new(422, "insufficient_funds", "The balance is too small.",
        "The wallet holds less than the amount. This is the key's final outcome; use a new key for a new try.");
    public static readonly Problem ReceiverNotFound = new(422, "receiver_not_found", "There is no such receiver.",
        "No wallet with this ID can receive money. This is the key's final outcome; use a new key for a new try.");
    public static readonly Problem WalletFrozen =
        new(422, "wallet_frozen", "A wallet is frozen.",
        "Sender or receiver can neither send nor receive. This is the key's final outcome; use a new key for a new "
        + "try.");
    public static readonly Problem BalanceLimit =
        new(422, "balance_limit", "The receiver's balance would be too large.",
        "No balance may pass 10^15 minor units. This is the key's final outcome; use a new key for a new try.");
    public static readonly Problem NotReversible = new(422, "not_reversible", "This can't be given back.",
        "Only a transfer from one user to another can; a deposit or a reversal can't.");
    public static readonly Problem NotRefundable = new(422, "not_refundable", "This can't be refunded.",
        "Only the receiver of a transfer can refund it; a deposit or what was given back can't be.");
    public static readonly Problem RefundExceeds = new(422, "refund_exceeds", "So much is not left of the transfer.",
        "refundable says how much was. This is the key's final outcome; use a new key for a new try.");
    public static readonly Problem HoldExpired = new(422, "hold_expired", "The hold has expired.",
        "What was left of it goes back to its payer. This is the key's final outcome.");
    public static readonly Problem HoldClosed = new(422, "hold_closed", "Nothing is left of the hold.",
        "All of it was captured or given back. This is the key's final outcome.");
    public static readonly Problem HoldExceeds = new(422, "hold_exceeds", "So much is not left of the hold.",
        "remaining says how much was. This is the key's final outcome; use a new key for a new try.");
    public static readonly Problem TooManyParts = new(422, "too_many_parts", "It was in too many parts already.",
        "After 1000 parts only all that is left can follow. This is the key's final outcome.");
    public static readonly Problem LimitExceeded = new(422, "limit_exceeded", "The wallet's limits do not allow this.",
        "remaining says how much they allowed, resetsAt when the day ends. This is the key's final outcome; use a new "
        + "key for a new try.");
    public static readonly Problem RequestClosed = new(422, "request_closed", "The request is not open any more.",
        "state says what has become of it.");
    public static readonly Problem RequestLimit = new(422, "request_limit", "There are too many open requests.",
        "Of one payee 100 may be open at a time, and 5 to one payer. The key was not used.");
    public static readonly Problem RequestRefused = new(422, "request_refused", "The payer wants no such requests.",
        "The payer has shut this payee out. The key was not used.");
    public static readonly Problem IdempotencyKeyReused = new(422, "idempotency_key_reused",
        "The key was used for another request.", "The first request's outcome stays. Use a new key for a new request.");
    public static readonly Problem PinLocked =
        new(423, "pin_locked", "The PIN is locked.", "There were too many wrong PINs. Try again after Retry-After.");
    public static readonly Problem SignInLocked = new(423, "sign_in_locked", "Signing in is locked.",
        "There were too many wrong passwords. Try again after Retry-After.");
    public static readonly Problem RateLimited =
        new(429, "rate_limited", "There are too many requests.", "Try again after Retry-After.");
    public static readonly Problem InternalError = new(500, "internal_error", "Something went wrong here.",
        "It has been logged. A retry with the same idempotency key is safe.");
    public static readonly Problem Busy =
        new(503, "busy", "There is too much to do right now.", "Nothing was done. Try again after Retry-After.");
    public static readonly Problem OutcomeUnknown =
        new(503, "outcome_unknown", "Whether the money moved is not known yet.",
        "Try again with the same key: it moves at most once, and the answer tells the outcome.");
    public static readonly Problem Unavailable =
        new(503, "unavailable", "A part of the service is down.", "Try again after Retry-After, with the same key.");

    /// <summary>The kind for a status that the server itself gave, if there is one.</summary>
    public static Problem? OfStatus(int status) => status switch
    {
        400 => InvalidRequest,
        404 => NotFound,
        405 => MethodNotAllowed,
        408 => RequestTimeout,
        413 => PayloadTooLarge,
        415 => UnsupportedMediaType,
        _ => null,
    };

    /// <summary>This problem as an answer.</summary>
    public ProblemResult Reply(TimeSpan? retryAfter = null) => new(this) { RetryAfter = retryAfter };
}
