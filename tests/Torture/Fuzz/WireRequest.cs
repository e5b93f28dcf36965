using System.Text;

namespace Wallet.Torture;

/// <summary>What goes over the wire, in pieces.</summary>
/// <param name="Pieces">What is sent, one after the other.</param>
/// <param name="Pause">How long to wait between two pieces.</param>
/// <param name="Answers">How many answers there may be; reading ends with the last.</param>
/// <param name="MustAnswer">Whether there must be one.</param>
/// <param name="FinishSending">Whether to say, after the last piece, that nothing more will come.</param>
/// <param name="GoAway">Whether to reset the connection then, without reading.</param>
internal sealed record WireRequest(
    IReadOnlyList<byte[]> Pieces, TimeSpan Pause, int Answers, bool MustAnswer, bool FinishSending, bool GoAway)
{
    /// <summary>Whether it may take seconds: it comes slowly, or it may never be whole, so that the end is up to the
    /// host.</summary>
    public bool IsSlow => Pause > TimeSpan.FromMilliseconds(10) || !MustAnswer && !FinishSending && !GoAway;

    /// <summary>The bytes as text that can be sent again with <c>printf '…' | nc</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var piece in Pieces)
        {
            foreach (var b in piece)
            {
                text.Append(b switch
                {
                    (byte)'\r' => "\\r",
                    (byte)'\n' => "\\n",
                    (byte)'\\' => "\\\\",
                    (byte)'\'' => "\\x27",
                    (byte)'%' => "%%",
                    >= 0x20 and < 0x7f => ((char)b).ToString(),
                    _ => $"\\x{b:x2}",
                });
            }
        }

        return text.Length <= 6000 ? text.ToString() : text.ToString(0, 3000) + " … "
            + text.ToString(text.Length - 3000, 3000);
    }
}
