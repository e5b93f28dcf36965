using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>The query of <c>GET /holds</c>.</summary>
internal static class HoldParameters
{
    /// <summary>What the OpenAPI document says of them.</summary>
    public static readonly DescribedParameter[] Described =
    [
        new("role", ParameterLocation.Query, typeof(HoldRole), "Which side of them the caller is.")
        {
            Required = true,
        },
        new("state", ParameterLocation.Query, typeof(HoldState), "Only those that are so."),
        new("limit", ParameterLocation.Query, typeof(PageLimit), "How many at most; 50 if not said."),
        new("cursor", ParameterLocation.Query, typeof(string), "nextCursor of the page before, as it is."),
    ];

    /// <summary>Reads the query; null if something is wrong with it.</summary>
    public static HoldQuery? Read(HttpRequest request, WalletId wallet, out FieldErrors errors)
    {
        var query = new RequestQuery(request, "role", "state", "limit", "cursor");
        errors = query.Errors;
        var role = query.Find("role") switch
        {
            "payer" => HoldRole.Payer,
            "receiver" => HoldRole.Receiver,
            _ => (HoldRole?)null,
        };
        if (role is null && !errors.Has("role"))
            errors.Add("role", "must be payer or receiver");

        HoldState? state = null;
        if (query.Find("state") is { } name && (state = HoldNames.Find(name)) is null)
            errors.Add("state", "must be open, captured, released or expired");
        var limit = HistoryParameters.ReadLimit(query);
        TransferId? before = null;
        if (query.Find("cursor") is { } cursor)
        {
            before = IdCursor.TryParse(cursor, Chain(wallet, role), out var id) ? id : null;
            if (before is null)
                errors.Add("cursor", "is not a cursor of these holds");
        }

        return errors.Any ? null : new HoldQuery(role!.Value, limit, before, state);
    }

    /// <summary>The cursor that leads on.</summary>
    public static string Format(WalletId wallet, HoldRole role, TransferId before) =>
        IdCursor.Format(Chain(wallet, role), before);

    private static string Chain(WalletId wallet, HoldRole? role) => $"holds {role} {wallet}";
}

/// <summary>
/// Where a page ends that is in the order of IDs, as opaque text: base64url of version (1 byte, 2), ID (16) and a
/// digest of what is listed and ID (8). The digest keeps a cursor to its list and tells garbage apart; it protects
/// nothing.
/// </summary>
internal static class IdCursor
{
    private const byte Version = 2;
    private const int Size = 25;

    public static string Format(string list, TransferId id)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes[0] = Version;
        id.Value.TryWriteBytes(bytes[1..], bigEndian: true, out _);
        Span<byte> bound = stackalloc byte[17 + 128];
        bytes[..17].CopyTo(bound);
        var length = 17 + Encoding.ASCII.GetBytes(list, bound[17..]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bound[..length], digest);
        digest[..8].CopyTo(bytes[17..]);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryParse(string text, string list, out TransferId id)
    {
        id = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (text.Length != Base64Url.GetEncodedLength(Size) || !Base64Url.IsValid(text)
            || Base64Url.DecodeFromChars(text, bytes) != Size)
            return false;
        id = new TransferId(new Guid(bytes[1..17], bigEndian: true));
        // There is one spelling of a cursor.
        return Format(list, id) == text;
    }
}
