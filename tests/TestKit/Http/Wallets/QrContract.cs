using System.Xml.Linq;
using QRCoder;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary><c>GET /wallet/qr</c>.</summary>
public abstract class QrContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Theory]
    [InlineData("", "&cu=INR")]
    [InlineData("?amount=1250", "&am=12.50&cu=INR")]
    [InlineData("?amount=1", "&am=0.01&cu=INR")]
    [InlineData("?amount=100", "&am=1.00&cu=INR")]
    [InlineData("?amount=1000000000000", "&am=10000000000.00&cu=INR")]
    [InlineData("?note=Tea%20%26%20cake&amount=5", "&am=0.05&cu=INR&tn=Tea%20%26%20cake")]
    [InlineData("?note=%22%3E%3Cscript%3E%26am=1%23%2B", "&cu=INR&tn=%22%3E%3Cscript%3E%26am%3D1%23%2B")]
    [InlineData("?note=%E2%82%B9%F0%9F%8D%B5", "&cu=INR&tn=%E2%82%B9%F0%9F%8D%B5")]
    [InlineData("?note=", "&cu=INR")]
    public async Task The_code_says_a_upi_link_with_what_was_asked_for(string query, string link)
    {
        var user = await UserAsync();
        var reply = (await user.GetAsync("/wallet/qr" + query)).Expect(200);
        Assert.Equal("image/svg+xml", reply.ContentHeaders.ContentType?.ToString());
        Assert.Equal(reply.Body.Length, reply.ContentHeaders.ContentLength);
        Assert.Equal("svg", XDocument.Parse(reply.Text).Root?.Name.LocalName);
        Assert.Equal(Draw($"upi://pay?pa={user.WalletId}{link}"), reply.Text);
    }

    [Fact]
    public async Task The_longest_note_fits()
    {
        var user = await UserAsync();
        var note = string.Concat(Enumerable.Repeat("\ud83c\udf75", 70));
        var reply = (await user.GetAsync("/wallet/qr?note=" + Uri.EscapeDataString(note))).Expect(200);
        Assert.Equal(Draw($"upi://pay?pa={user.WalletId}&cu=INR&tn={Uri.EscapeDataString(note)}"), reply.Text);
    }

    [Theory]
    [InlineData("amount=", "amount")]
    [InlineData("amount=0", "amount")]
    [InlineData("amount=-1", "amount")]
    [InlineData("amount=12.50", "amount")]
    [InlineData("amount=1000000000001", "amount")]
    [InlineData("amount=1&amount=1", "amount")]
    [InlineData("note=%00", "note")]
    [InlineData("tn=x", "tn")]
    public async Task A_query_that_is_not_understood_is_refused(string query, string field) =>
        (await (await UserAsync()).GetAsync("/wallet/qr?" + query)).Invalid(field);

    private static string Draw(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(code);
        return svg.GetGraphic(1, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }
}
