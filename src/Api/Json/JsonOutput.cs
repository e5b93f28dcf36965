using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Wallet.Api;

/// <summary>Serializes into a buffer of the thread, so that a body costs no allocation and its length is known before
/// it is sent.</summary>
internal static class JsonOutput
{
    // A buffer that a long page has blown up is let go.
    private const int MaxKeptBytes = 64 * 1024;

    // Bodies are JSON and never sniffed, so letters of other scripts may stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? Buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? Writer;

    /// <summary>Writes the body and its length; the response is sent when the request ends.</summary>
    public static void Write<T>(HttpResponse response, T value, JsonTypeInfo<T> type)
    {
        var buffer = Serialize(value, type);
        Send(response, buffer.WrittenSpan);
        if (buffer.Capacity > MaxKeptBytes)
            Buffer = null;
        else
            buffer.ResetWrittenCount();
    }

    /// <summary>The bytes of a body.</summary>
    public static byte[] ToBytes<T>(T value, JsonTypeInfo<T> type)
    {
        var buffer = Serialize(value, type);
        var bytes = buffer.WrittenSpan.ToArray();
        buffer.ResetWrittenCount();
        return bytes;
    }

    /// <summary>Sends a body that is known already.</summary>
    public static void Send(HttpResponse response, ReadOnlySpan<byte> body)
    {
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
    }

    private static ArrayBufferWriter<byte> Serialize<T>(T value, JsonTypeInfo<T> type)
    {
        var buffer = Buffer ??= new ArrayBufferWriter<byte>(2048);
        buffer.ResetWrittenCount();
        var writer = Writer ??= new Utf8JsonWriter(buffer, Options);
        writer.Reset(buffer);
        JsonSerializer.Serialize(writer, value, type);
        writer.Flush();
        return buffer;
    }
}
