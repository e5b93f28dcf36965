using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>One payment as its client knows it: what was asked for, and the outcome once an answer has told
/// it.</summary>
public sealed class Attempt(TestUser sender, TestUser receiver, long amount)
{
    /// <summary>Who pays.</summary>
    public TestUser Sender { get; } = sender;

    /// <summary>Who is paid.</summary>
    public TestUser Receiver { get; } = receiver;

    /// <summary>How much.</summary>
    public long Amount { get; } = amount;

    /// <summary>The key, the same in every try.</summary>
    public string Key { get; } = Guid.NewGuid().ToString();

    /// <summary>The answer that told the outcome: paid or refused for good. Null while it is unknown.</summary>
    public Reply? Outcome { get; private set; }

    /// <summary>When that answer came, as <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long OutcomeAt { get; private set; }

    /// <summary>Whether the money moved, as far as is known.</summary>
    public bool Paid => Outcome is { Status: 201 };

    /// <summary>Sends the request, the same every time. What is no outcome leaves it unknown; an outcome must never
    /// change.</summary>
    public async Task<Reply> SendAsync()
    {
        var reply = await Sender.PayAsync(Receiver, Amount, Key, "n" + Amount);
        if (reply.Status is 201 or 422)
        {
            Assert.True(reply.Status == 201 || reply.Code == "insufficient_funds", reply.Text);
            if (Outcome is { } known)
                reply.ReplayOf(known);
            else
                (Outcome, OutcomeAt) = (reply, TimeProvider.System.GetTimestamp());
        }
        else
        {
            Assert.True(reply.Status == 503 || reply.Code == "transfer_in_progress", reply.Text);
        }

        return reply;
    }

    /// <summary>Sends it again until the outcome is known.</summary>
    public async Task LearnAsync(CancellationToken deadline)
    {
        while (Outcome is null)
        {
            deadline.ThrowIfCancellationRequested();
            await SendAsync();
        }
    }
}
