using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;

namespace Wallet.Hosting;

/// <summary>Networks, as CIDR ranges or single addresses: in configuration one text with commas, or a list.</summary>
[TypeConverter(typeof(Converter))]
public sealed class NetworkList : List<string>
{
    /// <summary>The networks.</summary>
    public IReadOnlyList<IPNetwork> Parse() => ConvertAll(static text => Parse(text)!.Value);

    /// <inheritdoc/>
    public override string ToString() => Count == 0 ? "none" : string.Join(',', this);

    internal static IPNetwork? Parse(string text) => IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, 8 * address.GetAddressBytes().Length)
        : null;

    private sealed class Converter : TypeConverter
    {
        public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
            sourceType == typeof(string);

        public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value)
        {
            var list = new NetworkList();
            list.AddRange(((string)value).Split(
                ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            return list;
        }
    }
}

/// <summary>Each of the texts is a network.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NetworksAttribute() : ValidationAttribute("addresses or networks like 10.0.0.0/8")
{
    public override bool IsValid(object? value) =>
        value is NetworkList networks && networks.TrueForAll(static text => NetworkList.Parse(text) is not null);
}
