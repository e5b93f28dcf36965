using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>An OpenAPI document that is committed as it is served: clients are generated from the file, and whoever
/// reads a change sees in it what the change does to the contract.</summary>
internal static class CommittedDocument
{
    private const string Renew = "WALLET_RENEW_OPENAPI";

    /// <summary>Fails unless the file has what is served, or renews it where that is asked for.</summary>
    public static async Task CheckAsync(string path, string served, string test)
    {
        var repository = Repository.Find();
        Assert.SkipWhen(repository is null, "The build was carried out of its repository.");
        var file = Path.Combine(repository, path);
        if (Environment.GetEnvironmentVariable(Renew) is not null)
        {
            await File.WriteAllTextAsync(file, served + "\n");
            Assert.Skip($"{path} was renewed.");
        }

        var committed = File.Exists(file) ? await File.ReadAllTextAsync(file) : "";
        var line = Differing(served.Split('\n'), committed.TrimEnd().Split('\n'));
        Assert.True(line is null,
            $"{path} differs from what is served, first in line {line}. If that is meant: {Renew}=1 dotnet test "
            + $"tests/Standalone -c Release --filter FullyQualifiedName~{test}");
    }

    // The first line in which two texts differ, counted from one; null for the same.
    private static int? Differing(string[] one, string[] other)
    {
        var same = one.Zip(other).TakeWhile(static lines => lines.First == lines.Second).Count();
        return same == Math.Max(one.Length, other.Length) ? null : same + 1;
    }
}
