using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>
/// Sends a statement as it is read, a slice at a time. Nothing is held while a client takes its time, neither a
/// connection to the store nor more than a slice. When reading fails midway, the connection is cut off: a document that
/// ends as it should is whole.
/// </summary>
internal sealed class StatementReply(Statement statement, bool asCsv) : IResult, IEndpointMetadataProvider
{
    /// <summary>The media types that it comes in.</summary>
    public const string Json = "application/json", Csv = "text/csv";

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(StatementBody), [Json, Csv]));

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var turns = httpContext.RequestServices.GetRequiredService<StatementTurns>();
        var (wallet, view, aborted) = (statement.Wallet, statement.View, httpContext.RequestAborted);
        try
        {
            // Before anything is sent, so that a ledger that can't be read is a 503.
            var slice = await turns.ReadAsync(wallet, view, view.First, aborted);
            await using var writer = Begin(httpContext);
            try
            {
                await writer.BeginAsync();
                for (var next = view.First; slice.Count > 0 && !aborted.IsCancellationRequested;)
                {
                    foreach (var item in slice)
                        await writer.AddAsync(item);
                    next += slice.Count;
                    slice = await turns.ReadAsync(wallet, view, next, aborted);
                }

                if (!aborted.IsCancellationRequested)
                    await writer.EndAsync();
            }
            catch (LedgerException)
            {
                httpContext.Abort();
            }
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // Nobody is left to be answered.
        }
    }

    private IStatementWriter Begin(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        if (!asCsv)
        {
            response.ContentType = Json + "; charset=utf-8";
            return new JsonStatementWriter(statement, response.BodyWriter,
                context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);
        }

        response.ContentType = Csv + "; charset=utf-8; header=present";
        response.Headers.ContentDisposition = "attachment; filename=\"statement.csv\"";
        return new CsvStatementWriter(statement, response.Body);
    }
}
