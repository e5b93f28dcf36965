using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Wallet.Hosting;

/// <summary>The section <c>Wallet:Operator</c>.</summary>
public sealed class OperatorSettings : ISettingsGroup
{
    /// <summary>Where operators are served; empty for nowhere, null for where the program serves them unless it is
    /// told.</summary>
    [Description("where operators are served; empty for nowhere"), UrlsOrNone]
    public string? Urls { get; set; }

    /// <summary>Whether operators may be served where other machines reach it. There is no TLS.</summary>
    [Description("whether that may be beyond this machine")]
    public bool AllowRemote { get; set; }

    [AttributeUsage(AttributeTargets.Property)]
    private sealed class UrlsOrNoneAttribute() : ValidationAttribute("http addresses without a path, or empty")
    {
        public override bool IsValid(object? value) =>
            value is null
                || value is string urls && Addresses.Split(urls).All(static url => Addresses.Find(url) is not null);
    }
}
