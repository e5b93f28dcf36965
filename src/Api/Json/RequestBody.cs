using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Wallet.Api;

/// <summary>Reads a JSON body: media type, then size, then shape.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body.</summary>
    /// <returns>The form, which may hold errors, or the refusal of a body that is not read at all.</returns>
    public static async ValueTask<(RequestForm? Form, IResult? Refusal)> ReadAsync(HttpContext context, BodyShape shape)
    {
        var request = context.Request;
        if (!IsJson(request))
            return (null, Problem.UnsupportedMediaType.Reply());
        if (request.ContentLength > KestrelLimits.MaxBodyBytes)
            return (null, Problem.PayloadTooLarge.Reply());

        var pipe = request.BodyReader;
        while (true)
        {
            var read = await NextAsync(pipe);
            if (read.Buffer.Length > KestrelLimits.MaxBodyBytes)
            {
                pipe.AdvanceTo(read.Buffer.End);
                return (null, Problem.PayloadTooLarge.Reply());
            }

            if (read.IsCompleted)
            {
                var form = RequestForm.Parse(shape, read.Buffer);
                pipe.AdvanceTo(read.Buffer.End);
                return (form, null);
            }

            pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async ValueTask<ReadResult> NextAsync(PipeReader pipe)
    {
        try
        {
            return await pipe.ReadAsync();
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            // The server does not say that it is the client's fault when the size of a chunk is beyond any number, but
            // it is.
            throw new BadHttpRequestException("The body can't be read.", e);
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
