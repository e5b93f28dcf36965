using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Wire;

/// <summary>
/// Programs of this version and of the one before serve together for as long as an upgrade takes. So what goes over the
/// wire is added to and never changed or removed: names, numbers, and what they stand for, as the list and the messages
/// in this folder have them. <c>WALLET_RENEW_WIRE=1</c> adds what is new; nothing takes a line out but a hand.
/// </summary>
public sealed class WireTests
{
    private const string List = "wire.txt", Messages = "messages.txt";

    private static bool IsToBeRenewed => Environment.GetEnvironmentVariable("WALLET_RENEW_WIRE") == "1";

    [Fact]
    public void All_that_other_programs_know_is_still_there()
    {
        var now = WireList.Make();
        Assert.Equal([], Read(List).Where(line => !now.Contains(line)));
    }

    [Fact]
    public void All_that_is_new_is_in_the_list()
    {
        var (known, now) = (Read(List), WireList.Make());
        if (IsToBeRenewed)
            Write(List, known.Union(now));
        else
            Assert.Equal([], now.Except(known));
    }

    [Fact]
    public void Messages_of_older_programs_are_read_as_they_were_meant()
    {
        foreach (var (name, bytes) in Read(Messages).Select(Split))
        {
            Assert.True(WireSamples.All.TryGetValue(name, out var sample), $"There is no sample '{name}' any more.");
            var read = WireTypes.Serializer.Deserialize<object>(Convert.FromHexString(bytes))!;
            Assert.Equal((name, sample.GetType()), (name, read.GetType()));
            // Whatever has been lost or mixed up on the way shows in what would be sent on.
            Assert.Equal((name, Hex(sample)), (name, Hex(read)));
        }
    }

    [Fact]
    public void Messages_of_every_kind_are_kept()
    {
        var kept = Read(Messages).Select(Split).ToDictionary(StringComparer.Ordinal);
        if (IsToBeRenewed)
            Write(Messages, kept.Concat(WireSamples.All.Where(sample => !kept.ContainsKey(sample.Key))
                .Select(static sample => KeyValuePair.Create(sample.Key, Hex(sample.Value))))
                .Select(static message => $"{message.Key}: {message.Value}"));
        else
            Assert.Equal([], WireSamples.All.Keys.Except(kept.Keys));
        // Each call of a grain is among them.
        Assert.Equal(WireTypes.Calls.Select(WireTypes.NameOf).Order(StringComparer.Ordinal),
            WireSamples.All.Values.Select(static sample => sample.GetType()).Where(WireTypes.Calls.Contains).Distinct()
                .Select(WireTypes.NameOf).Order(StringComparer.Ordinal));
    }

    private static string Hex(object sample) => Convert.ToHexStringLower(WireSamples.Bytes(sample));

    private static KeyValuePair<string, string> Split(string line)
    {
        var at = line.LastIndexOf(": ", StringComparison.Ordinal);
        return KeyValuePair.Create(line[..at], line[(at + 2)..]);
    }

    private static string[] Read(string name) => File.Exists(PathOf(name)) ? File.ReadAllLines(PathOf(name)) : [];

    private static void Write(string name, IEnumerable<string> lines) =>
        File.WriteAllLines(PathOf(name), lines.Order(StringComparer.Ordinal));

    private static string PathOf(string name) => Path.Combine(
        Repository.Find() ?? throw new InvalidOperationException("There is no repository."),
        "tests", "Cluster", "Wire", name);
}
