namespace Wallet.Torture;

/// <summary>The people of a run: a crowd that pays each other at random, and pairs that keep to themselves.</summary>
internal sealed class Town
{
    private const long PairStartMinor = 200;

    private Town(IReadOnlyList<Person> crowd, IReadOnlyList<(Person First, Person Second)> pairs) =>
        (Crowd, Pairs) = (crowd, pairs);

    /// <summary>Those who pay each other.</summary>
    public IReadOnlyList<Person> Crowd { get; }

    /// <summary>Those whose histories are checked for linearizability.</summary>
    public IReadOnlyList<(Person First, Person Second)> Pairs { get; }

    /// <summary>Everybody.</summary>
    public IEnumerable<Person> All =>
        Crowd.Concat(Pairs.SelectMany(static pair => (Person[])[pair.First, pair.Second]));

    /// <summary>Registers everybody and gives them some money, all of it in the book.</summary>
    public static async Task<Town> SettleAsync(TortureOptions options, WalletHttp http, Book book, Sender sender)
    {
        var people = new List<Person>();
        for (var i = 0; i < options.People + 2 * options.Pairs; i++)
            people.Add(await Person.RegisterAsync(http, i));
        var town = new Town(
            people[..options.People], [.. people[options.People..].Chunk(2).Select(static pair => (pair[0], pair[1]))]);
        foreach (var person in people)
        {
            var deposit = new Payment
            {
                Caller = person,
                ReceiverId = null,
                Amount = town.Crowd.Contains(person) ? 5000 : PairStartMinor,
                Key = "start-" + person.WalletId
            };
            book.Add(deposit);
            if (!await sender.SendOnceAsync(deposit, TimeSpan.FromMinutes(1)))
                throw new InvalidOperationException($"{deposit} did not work.");
        }

        return town;
    }
}
