using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>There is one list of suites, whatever the host: the classes that derive from <see cref="HttpContract"/>
/// here. A project that leaves one out fails.</summary>
public abstract class WholeSuiteContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public void Every_suite_runs_on_this_host()
    {
        var here = GetType().Assembly.GetTypes().Where(static type => !type.IsAbstract)
            .Select(static type => type.BaseType).ToHashSet();
        var suites = typeof(HttpContract).Assembly.GetTypes()
            .Where(static type => type.IsAbstract && type.BaseType == typeof(HttpContract)).ToArray();

        Assert.Contains(typeof(WholeSuiteContract), suites);
        Assert.Empty(suites.Where(suite => !here.Contains(suite)).Select(static suite => suite.Name));
    }
}
