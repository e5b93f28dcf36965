using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Wallet.Hosting;

/// <summary>
/// Where a host listens: for clients, and for operators. It is one web server, and what a connection is for is told by
/// the listener that took it, never by what a request says of itself.
/// </summary>
public sealed class Listeners
{
    private const string AnyPort = "http://127.0.0.1:0";

    private readonly string[] _clients, _operators;

    private Listeners(string[] clients, string[] operators) => (_clients, _operators) = (clients, operators);

    /// <summary>Whether operators are served anywhere.</summary>
    public bool ServesOperators => _operators.Length > 0 || HasSocket;

    /// <summary>Whether the command line of this machine is served on a socket.</summary>
    internal bool HasSocket { get; set; }

    /// <summary>Where a host that has started listens for clients.</summary>
    public static IReadOnlyList<string> ClientUrls(WebApplication app) =>
        [.. app.Urls.Take(Of(app)._clients.Length)];

    /// <summary>Where a host that has started listens for operators.</summary>
    public static IReadOnlyList<string> OperatorUrls(WebApplication app) =>
        [.. app.Urls.Skip(Of(app)._clients.Length).Take(Of(app)._operators.Length)];

    /// <summary>Where a host that has started listens, in words.</summary>
    public static string Describe(WebApplication app)
    {
        var (clients, operators) = (string.Join(" and ", ClientUrls(app)), string.Join(" and ", OperatorUrls(app)));
        return operators.Length == 0 ? clients : $"{clients}, for operators on {operators}";
    }

    /// <summary>Adds what a host's settings say.</summary>
    /// <param name="builder">The host, with its <c>urls</c>.</param>
    /// <param name="settings">Where operators are served.</param>
    /// <param name="byDefault">Where they are served unless the settings say it; any free port if <c>urls</c> asks for
    /// one, for then there may be other hosts here.</param>
    /// <exception cref="StartException">Operators would be served where they must not be.</exception>
    public static void Add(WebApplicationBuilder builder, OperatorSettings settings, string byDefault)
    {
        var clients = Addresses.Split(builder.Configuration["urls"]);
        var isAnyPort = clients.Any(static client => Addresses.Find(client) is { Port: 0, IsUnixPipe: false });
        var operators = Addresses.Split(settings.Urls ?? (isAnyPort ? AnyPort : byDefault));
        foreach (var url in operators)
        {
            var address = Addresses.Find(url)!;
            if (!settings.AllowRemote && !IsLoopback(address))
                throw new StartException(ExitCodes.BadSetting,
                    $"Wallet:Operator:Urls has {url}, where other machines reach it. If they may, set "
                    + "Wallet:Operator:AllowRemote to true.");
            if (address.Port > 0 && clients.Any(client => Addresses.Find(client)!.Port == address.Port))
                throw new StartException(
                    ExitCodes.BadSetting, $"Wallet:Operator:Urls has {url}, whose port is one of urls.");
        }

        var listeners = new Listeners(clients, operators);
        builder.Services.AddSingleton(listeners);
        // Last, for what is set for all listeners counts for those alone that are told afterwards.
        builder.Services.PostConfigure<KestrelServerOptions>(listeners.Listen);
    }

    /// <summary>The addresses that a failure to listen is about, as they were set.</summary>
    internal string Name(string failure) =>
        _operators.FirstOrDefault(url => failure.Contains(url, StringComparison.Ordinal)) is { } own
            ? $"{own} (Wallet:Operator:Urls)"
            : _clients.FirstOrDefault(url => failure.Contains(url, StringComparison.Ordinal))
                ?? string.Join(" or ", _clients.Concat(_operators));

    internal static Listeners Of(WebApplication app) => app.Services.GetRequiredService<Listeners>();

    // The server lists its addresses in the order in which they are told here.
    private void Listen(KestrelServerOptions kestrel)
    {
        foreach (var url in _clients)
            Listen(kestrel, Addresses.Find(url)!, static _ => { });
        foreach (var url in _operators)
            Listen(kestrel, Addresses.Find(url)!, static options => OperatorConnection.Mark(options, isSocket: false));
    }

    private static void Listen(KestrelServerOptions kestrel, BindingAddress address, Action<ListenOptions> configure)
    {
        if (address.IsUnixPipe)
            kestrel.ListenUnixSocket(address.UnixPipePath, configure);
        else if (address.Host == "localhost")
            kestrel.ListenLocalhost(address.Port, configure);
        else if (IPAddress.TryParse(address.Host, out var ip))
            kestrel.Listen(ip, address.Port, configure);
        else
            kestrel.ListenAnyIP(address.Port, configure);
    }

    private static bool IsLoopback(BindingAddress address) => address.IsUnixPipe || address.Host == "localhost"
        || IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip);
}
