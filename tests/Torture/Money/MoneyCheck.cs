namespace Wallet.Torture;

/// <summary>Holds everything but plain payments against what clients were answered, in the quiet after a
/// round.</summary>
internal sealed class MoneyCheck(Book book, WalletHttp http, Tally tally)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25), Long = TimeSpan.FromMinutes(4);

    /// <summary>Sees to it that each payment request is closed, and that it is known how.</summary>
    public Task SettleRequestsAsync() => Parallel.ForEachAsync(
        book.Requests.Where(static request => !request.IsSettled), new ParallelOptions { MaxDegreeOfParallelism = 16 },
        async (request, _) =>
        {
            var started = TimeProvider.System.GetTimestamp();
            while (!await request.SettleAsync(http, Patience))
            {
                if (TimeProvider.System.GetElapsedTime(started) > Long)
                {
                    tally.Violation($"what became of {request} can't be learnt");
                    return;
                }

                await Task.Delay(250, CancellationToken.None);
            }
        });

    /// <summary>Compares what was given back with what was paid, when the outcomes of all are known.</summary>
    public void CheckGivenBack()
    {
        var back = book.ThisRound.Select(static one => one switch
        {
            Refund refund => (Movement: one, refund.Of, refund.Asked),
            Reversal reversal => (one, reversal.Of, reversal.Asked),
            _ => (one, null!, null),
        }).Where(static one => one.Of is not null && one.Movement.Outcome is not null).ToLookup(static one => one.Of);
        foreach (var group in back)
        {
            var paid = group.Key;
            var parts = group.Where(static one => one.Movement.Moved)
                .Select(static one => (one.Movement.Amount, one.Asked)).ToList();
            if (paid.GivenBack > 0)
                parts.Add((paid.GivenBack, null));
            var wrong = GivenBackCheck.Find(paid.Amount, parts,
                [.. group.Where(static one => one.Movement.Outcome!.Code == "refund_exceeds")
                    .Select(static one => (one.Asked, one.Movement.Outcome!.Number("refundable")))]);
            if (wrong is not null)
                tally.Violation($"{paid}: {wrong}: {string.Join("; ", group.Select(static one => one.Movement))}");
            paid.GivenBack = parts.Sum(static part => part.Amount);
        }
    }

    /// <summary>Compares holds, requests and limits, when all histories have been read.</summary>
    public void Check(IEnumerable<Person> people)
    {
        var limited = people.Where(static person => person.Limits is not null)
            .ToDictionary(static person => person.WalletId);
        foreach (var movement in book.ThisRound)
        {
            if (movement is HoldEnd { Outcome: { Status: not 201 } refusal } end)
                end.Of.Add(new HoldRefusal(refusal.Code, end.Asked, refusal.Code == "hold_exceeds"
                    ? refusal.Number("remaining")
                    : null));
            if (movement is HoldEnd { Outcome.Code: "insufficient_funds" })
                tally.Violation($"{movement} found too little in escrow: {movement.Outcome}");
            if (movement is not { CountsTowardsLimits: true, Outcome: { Code: "limit_exceeded" } over })
                continue;
            tally.OverLimits.Add();
            if (limited.TryGetValue(movement.SenderId, out var sender))
                sender.Limits!.Refused.Add(new OverLimit(movement.Amount, over.Number("remaining"), movement.KnownAt));
            else
                tally.Violation($"{movement} was refused as {over}, and there are no limits");
        }

        foreach (var hold in book.Holds.All)
        {
            if (HoldCheck.Find(hold.Story) is { } wrong)
                tally.Violation($"{hold}, answered {hold.Outcome}: {wrong}: {string.Join("; ", hold.Story.Takings)}; "
                    + string.Join("; ", hold.Story.Refusals));
        }

        foreach (var request in book.Requests.Where(static request => request.Made is not null))
        {
            var expiresAt = request.Made!.Text("expiresAt");
            if (RequestCheck.Find(expiresAt, request.News) is { } wrong)
                tally.Violation($"{request}, until {expiresAt}: {wrong}: {string.Join("; ", request.News)}");
        }

        foreach (var person in limited.Values)
        {
            if (LimitCheck.Find(person.Limits!.Limits, person.Limits.Sent, person.Limits.Refused) is { } wrong)
                tally.Violation($"the limits of {person.WalletId}: {wrong}: {string.Join("; ", person.Limits.Limits)}");
        }
    }

    /// <summary>Waits for what is left of holds that have expired: it goes back by itself. Only those that have
    /// expired by now: on a slow machine others do so as long as it takes to look.</summary>
    public async Task AwaitReturnsAsync(Func<Task> readHistories)
    {
        var expired = await ExpiredAsync(book.Holds.All.Where(static hold => hold.Left > 0));
        var started = TimeProvider.System.GetTimestamp();
        while (expired.Count > 0)
        {
            if (TimeProvider.System.GetElapsedTime(started) > Long)
            {
                tally.Violation($"{expired[0]} has expired, and {expired[0].Left} of it do not go back");
                return;
            }

            await Task.Delay(1000);
            await readHistories();
            expired = await ExpiredAsync(expired.Where(static hold => hold.Left > 0));
        }
    }

    private async Task<List<Hold>> ExpiredAsync(IEnumerable<Hold> holds)
    {
        var expired = new List<Hold>();
        foreach (var hold in holds)
        {
            var answer = await hold.Caller.ReadAsync(http, "/holds/" + hold.TransferId);
            if (answer.Text("state") == "expired")
                expired.Add(hold);
        }

        return expired;
    }
}
