using System.Globalization;
using System.Text.Json.Nodes;

namespace Wallet.Torture;

/// <summary>An operator who freezes and thaws wallets, unlocks and signs out people, in between everything
/// else.</summary>
internal sealed class ActingOperator(
    IReadOnlyList<Person> people, ActBook acts, WalletHttp http, Tally tally, int seed)
{
    private static readonly string[] Sides = ["debit", "credit", "both"];

    private readonly Random _random = new(seed);
    private int _count;

    /// <summary>Acts until it is told to stop. Some wallets stay frozen until somebody thaws them.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            // What is down can't be asked, and what was never sent is no act.
            if (http.OperatorAddress is null)
            {
                await Task.Delay(50, CancellationToken.None);
                continue;
            }

            var person = people[_random.Next(people.Count)];
            switch (_random.Next(12))
            {
                case 0:
                    await SignOutAsync(person);
                    break;
                case 1:
                    var what = _random.Next(2) == 0 ? "pin" : "sign-in";
                    await ActAsync(Act.Unlocked, person.UserId, $"/operator/users/{person.UserId}/unlock", what,
                        new JsonObject { ["what"] = what }, 204);
                    break;
                default:
                    await FreezeAsync(person, stop);
                    break;
            }

            await Task.Delay(_random.Next(10, 200), CancellationToken.None);
        }
    }

    private async Task FreezeAsync(Person person, CancellationToken stop)
    {
        var side = Sides[_random.Next(Sides.Length)];
        var body = new JsonObject { ["direction"] = side };
        var detail = side;
        if (_random.Next(3) == 0)
        {
            var until = DateTime.UtcNow.AddMilliseconds(_random.Next(100, 1500))
                .ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
            body["until"] = until;
            detail += " until " + until;
        }

        var path = $"/operator/wallets/{person.WalletId}";
        await ActAsync(Act.Frozen, person.WalletId, path + "/freeze", detail, body, 200);
        await Task.Delay(_random.Next(5, 300), CancellationToken.None);
        // Now and then somebody forgets, or changes one's mind.
        while (_random.Next(8) > 0 && !await ActAsync(
            Act.Thawed, person.WalletId, path + "/thaw", "", [], 200) && !stop.IsCancellationRequested)
            await Task.Delay(_random.Next(20, 200), CancellationToken.None);
    }

    // From the answer on, no token that was there before is good at that host.
    private async Task SignOutAsync(Person person)
    {
        var (token, address) = (person.Token, http.Address);
        if (!await ActAsync(Act.SignedOut, person.UserId, $"/operator/users/{person.UserId}/sign-out", "", [], 204)
            || http.Address != address)
            return;
        var answer = await http.GetAsync("/wallet", token, TimeSpan.FromSeconds(2));
        if (answer.Status is not (0 or 401 or 408 or 503))
            tally.Violation($"{person.WalletId} was signed out, and reads {answer}");
        tally.SignOutsChecked.Add();
    }

    private async Task<bool> ActAsync(
        string kind, string target, string path, string detail, JsonObject body, int success)
    {
        var reason = string.Create(CultureInfo.InvariantCulture, $"act {seed:x}-{_count++}");
        body["reason"] = reason;
        var act = new Act(kind, target, detail, reason, PairRecorder.Now);
        var patience = TimeSpan.FromMilliseconds(_random.Next(6) == 0 ? _random.Next(2, 60) : _random.Next(500, 4000));
        var answer = await http.PostToOperatorsAsync(path, body, acts.Key, patience);
        var done = answer.Status == success;
        if (done)
            act = act with { Ended = PairRecorder.Now };
        // An end that has passed by then, as the host's clock goes.
        var refused = answer is { Status: 400, Code: "invalid_request" } && act.Until is not null;
        if (!done && !refused && answer.Status is not (0 or 408 or 503))
            tally.Violation($"{act} was answered {answer}");
        if (!refused)
            acts.Add(act);
        (done ? tally.ActsDone : tally.ActsInDoubt).Add(refused ? 0 : 1);
        return done;
    }
}
