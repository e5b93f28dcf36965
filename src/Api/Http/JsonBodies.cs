using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Wallet.Api;

/// <summary>
/// What a body must be before the framework binds it: media type, then size. The framework itself takes more media
/// types and encodings of text than one, and closes the connection on a body beyond its limit, so that the client may
/// never see the answer. The body has arrived as a whole when the endpoint is called.
/// </summary>
internal static class JsonBodies
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is null
            || await ReceiveAsync(context) is not { } refusal)
            await next(context);
        else
            await refusal.ExecuteAsync(context);
    }

    /// <summary>Leaves the media type to this class. The router would judge it before it is known who calls.</summary>
    public static void AcceptAnyMediaType(EndpointBuilder endpoint)
    {
        for (var i = 0; i < endpoint.Metadata.Count; i++)
        {
            if (endpoint.Metadata[i] is IAcceptsMetadata { RequestType: { } type })
                endpoint.Metadata[i] = new AcceptsMetadata([], type);
        }
    }

    /// <summary>The 400 for a body that is not the contract's JSON. It names the first fault.</summary>
    public static ProblemResult Refuse(BadHttpRequestException exception, Endpoint? endpoint)
    {
        var errors = FieldErrors.OfBody();
        if (exception.InnerException is not JsonException { Path: { } path } || NameIn(path) is not { } name)
            return errors.RefuseWhole("must be one JSON object").Reply();
        var type = endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        if (type is not null && ApiJson.Default.GetTypeInfo(type)!.Properties.Any(member => member.Name == name))
            errors.Add(name, "is not of its type, or occurs more than once");
        else
            errors.AddUnknown(name);
        return errors.Reply();
    }

    // The paths of a flat object: $.name, or $['name'] where the name has other than letters and digits. An item of a
    // list is $.name[0].
    private static string? NameIn(string path) =>
        path.StartsWith("$.", StringComparison.Ordinal) ? path[2..].Split('[')[0]
        : path.StartsWith("$['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal)
            ? path[3..^2]
            : null;

    private static async ValueTask<ProblemResult?> ReceiveAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsJson(request))
            return Problem.UnsupportedMediaType.Reply();
        // The framework does not know UTF-8 in quotes.
        if (request.ContentType != "application/json")
            request.ContentType = "application/json";
        if (request.ContentLength > KestrelLimits.MaxBodyBytes)
            return Problem.PayloadTooLarge.Reply();
        try
        {
            return await FillAsync(request.BodyReader);
        }
        catch (IOException e)
        {
            // Nobody is left to be answered. The server would look for the rest of the body, and could not: its reader
            // is still in the read that failed, and it would log that as an error of this program.
            if (e is ConnectionResetException)
                context.Abort();
            // Behind a body that the server stopped reading there is no next request to be found. The header says so to
            // the client; where the client has gone, no header is ever made, and the server must be told by itself.
            context.Response.Headers.Connection = "close";
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            var problem = e is BadHttpRequestException bad ? Problem.OfStatus(bad.StatusCode) : null;
            return problem is null || problem == Problem.InvalidRequest
                ? FieldErrors.OfBody().RefuseWhole("can't be read").Reply()
                : problem.Reply();
        }
    }

    private static async ValueTask<ProblemResult?> FillAsync(PipeReader pipe)
    {
        while (true)
        {
            var read = await pipe.ReadAsync();
            if (read.Buffer.Length > KestrelLimits.MaxBodyBytes)
            {
                pipe.AdvanceTo(read.Buffer.End);
                return Problem.PayloadTooLarge.Reply();
            }

            // RFC 8259, section 8.1: nobody may send it. The framework would read over it.
            var hasMark = new SequenceReader<byte>(read.Buffer).IsNext("\ufeff"u8);
            // Nothing is consumed: whoever reads next reads all of it.
            pipe.AdvanceTo(read.Buffer.Start, read.IsCompleted ? read.Buffer.Start : read.Buffer.End);
            if (read.IsCompleted)
                return hasMark ? FieldErrors.OfBody().RefuseWhole("must be one JSON object").Reply() : null;
        }
    }

    private static bool IsJson(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0)
            return false;
        var type = request.ContentType;
        if (string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase))
            return true;
        if (!MediaTypeHeaderValue.TryParse(type, out var parsed)
            || !parsed.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            return false;
        foreach (var parameter in parsed.Parameters)
        {
            if (!parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)
                || !HeaderUtilities.RemoveQuotes(parameter.Value).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
                return false;
        }

        return true;
    }
}
