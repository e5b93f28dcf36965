using Xunit;

namespace Wallet.TestKit.Http;

/// <summary><c>GET /transfers/{transferId}</c> and <c>GET /transfers/by-key</c>.</summary>
public abstract class TransferLookupContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public async Task Both_sides_see_a_transfer_each_with_its_own_balance()
    {
        var (sender, receiver) = (await UserAsync(100), await UserAsync(5));
        var made = (await sender.PayAsync(receiver, 30, NewKey(), "n")).Expect(201);
        var path = "/transfers/" + made["transferId"];
        Assert.Equal(Body.Refunded(made.Text, 0), (await sender.GetAsync(path)).Expect(200).Text);
        var seen = (await receiver.GetAsync(path)).Expect(200);
        Assert.Equal(35, seen.Number("balanceAfter"));
        Assert.Equal(
            Body.Refunded(made.Text, 0).Replace(
                "\"balanceAfter\":70", "\"balanceAfter\":35", StringComparison.Ordinal), seen.Text);
    }

    [Fact]
    public async Task A_transfer_of_others_is_as_unknown_as_one_that_never_was()
    {
        var (sender, receiver, stranger) = (await UserAsync(100), await UserAsync(), await UserAsync());
        var id = (await sender.PayAsync(receiver, 30, NewKey())).Expect(201)["transferId"];
        var foreign = (await stranger.GetAsync("/transfers/" + id)).Refused(404, "not_found");
        var unknown = (await stranger.GetAsync("/transfers/" + Guid.NewGuid().ToString("N"))).Refused(404, "not_found");
        Assert.Equal(unknown["detail"], foreign["detail"]);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("0198C0DE0198C0DE0198C0DE0198C0DE")]
    [InlineData("0198c0de-0198-c0de-0198-c0de0198c0de")]
    [InlineData("'%20or%201=1")]
    public async Task A_malformed_id_is_unknown_too(string id) =>
        (await (await UserAsync()).GetAsync("/transfers/" + id)).Refused(404, "not_found");

    [Fact]
    public async Task By_key_answers_the_recorded_status_and_body()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        var (paid, poor, deposit) = (NewKey(), NewKey(), NewKey());
        var first = (await user.PayAsync(other, 30, paid)).Expect(201);
        var refused = (await user.PayAsync(other, 3000, poor)).Refused(422, "insufficient_funds");
        var credited = (await user.DepositAsync(1, deposit)).Expect(201);
        foreach (var (key, outcome) in ((string, Reply)[])[(paid, first), (poor, refused), (deposit, credited)])
        {
            var found = await user.ByKeyAsync(key);
            Assert.Equal(outcome.Status, found.Status);
            Assert.Equal(outcome.Text, found.Text);
            Assert.Equal(outcome.Headers.Location, found.Headers.Location);
            Assert.Equal(outcome.ContentHeaders.ContentType, found.ContentHeaders.ContentType);
        }
    }

    [Fact]
    public async Task By_key_knows_only_the_callers_keys()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        var key = NewKey();
        (await user.PayAsync(other, 30, key)).Expect(201);
        (await other.ByKeyAsync(key)).Refused(404, "not_found");
        (await user.ByKeyAsync(NewKey())).Refused(404, "not_found");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?key=")]
    [InlineData("?key=two%20words")]
    [InlineData("?key=%C3%BC")]
    [InlineData("?key=a&key=b")]
    public async Task By_key_needs_one_key(string query) =>
        (await (await UserAsync()).GetAsync("/transfers/by-key" + query)).Invalid("key");
}
