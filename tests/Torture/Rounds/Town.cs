namespace Wallet.Torture;

/// <summary>The people of a run: a crowd that pays each other at random, and pairs that keep to themselves.</summary>
internal sealed class Town
{
    private const long PairStartMinor = 200, StartMinor = 5000;

    private Town(IReadOnlyList<Person> crowd, IReadOnlyList<(Person First, Person Second)> pairs) =>
        (Crowd, Pairs) = (crowd, pairs);

    /// <summary>Those who pay each other.</summary>
    public IReadOnlyList<Person> Crowd { get; }

    /// <summary>Those whose histories are checked for linearizability.</summary>
    public IReadOnlyList<(Person First, Person Second)> Pairs { get; }

    /// <summary>Those who came later, each with limits of his own.</summary>
    public List<Person> Newcomers { get; } = [];

    /// <summary>Everybody.</summary>
    public IEnumerable<Person> All =>
        Crowd.Concat(Pairs.SelectMany(static pair => (Person[])[pair.First, pair.Second])).Concat(Newcomers);

    /// <summary>In the quiet: somebody comes who will set limits. A limit that is used up stays so for the rest of the
    /// day, so each round has somebody new.</summary>
    public async Task<Person> WelcomeAsync(WalletHttp http, Book book, Sender sender, Tally tally)
    {
        var person = await Person.RegisterAsync(http, All.Count());
        person.KeepLimits(http, tally);
        Newcomers.Add(person);
        await FundAsync(person, StartMinor, book, sender);
        return person;
    }

    /// <summary>Registers everybody and gives them some money, all of it in the book.</summary>
    public static async Task<Town> SettleAsync(TortureOptions options, WalletHttp http, Book book, Sender sender)
    {
        var people = new List<Person>();
        for (var i = 0; i < options.People + 2 * options.Pairs; i++)
            people.Add(await Person.RegisterAsync(http, i));
        var town = new Town(
            people[..options.People], [.. people[options.People..].Chunk(2).Select(static pair => (pair[0], pair[1]))]);
        foreach (var person in people)
            await FundAsync(person, town.Crowd.Contains(person) ? StartMinor : PairStartMinor, book, sender);
        return town;
    }

    private static async Task FundAsync(Person person, long amount, Book book, Sender sender)
    {
        var deposit = new Payment
        {
            Caller = person,
            ReceiverId = null,
            Amount = amount,
            Key = "start-" + person.WalletId
        };
        book.Add(deposit);
        if (!await sender.SendOnceAsync(deposit, TimeSpan.FromMinutes(1)))
            throw new InvalidOperationException($"{deposit} did not work.");
    }
}
