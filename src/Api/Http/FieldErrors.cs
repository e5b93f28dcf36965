namespace Wallet.Api;

/// <summary>
/// What is wrong with a request, by field. Of the fields that a request may have, all is told, each thing once. What
/// else a request brings along is named up to a bound, for its names are the sender's: <see cref="MaxUnknown"/> names,
/// each clipped to <see cref="MaxNameLength"/>; the others are counted. So the answer has less than 8 KiB, also where
/// JSON escapes each character of a name into six bytes.
/// </summary>
/// <param name="whole">The field that stands for the whole, <c>body</c> or <c>query</c>.</param>
/// <param name="part">What the whole consists of, as in <c>member</c>.</param>
internal sealed class FieldErrors(string whole, string part)
{
    /// <summary>How many unknown names are sent back, and how long each of them may be, in UTF-16 code units.</summary>
    public const int MaxUnknown = 16, MaxNameLength = 40;

    private Dictionary<string, List<string>>? _errors;
    private int _named, _unnamed;

    /// <summary>For a request's body.</summary>
    public static FieldErrors OfBody() => new("body", "member");

    /// <summary>Whether there are any.</summary>
    public bool Any => _errors is not null;

    /// <summary>Takes a member that must be there; what is wrong with it is added, and the value is then not to be
    /// used.</summary>
    public T Require<T>(Field<string, T> field, string? text)
    {
        T value = default!;
        if (text is null)
            Add(field.Name, "is required");
        else if (!field.Parse(text, out value))
            Add(field.Name, field.Rule);
        return value;
    }

    /// <summary>Takes a number that must be there.</summary>
    public T Require<T>(Field<long, T> field, long? number)
    {
        T value = default!;
        if (number is null)
            Add(field.Name, "is required");
        else if (!field.Parse(number.Value, out value))
            Add(field.Name, field.Rule);
        return value;
    }

    /// <summary>Adds an error of a field that this request may have. The same error again changes nothing.</summary>
    public void Add(string field, string message)
    {
        _errors ??= [];
        if (!_errors.TryGetValue(field, out var messages))
            _errors.Add(field, [message]);
        else if (!messages.Contains(message))
            messages.Add(message);
    }

    /// <summary>Adds a name that this request may not have.</summary>
    public void AddUnknown(string name)
    {
        var shown = Clip(name);
        if (!Has(shown) && _named++ >= MaxUnknown)
            _unnamed++;
        else
            Add(shown, $"is not a {part} of this request");
    }

    /// <summary>Refuses the whole: nobody knows what is missing in it.</summary>
    public FieldErrors RefuseWhole(string message)
    {
        Add(whole, message);
        return this;
    }

    /// <summary>Whether the field has an error already.</summary>
    public bool Has(string field) => _errors is not null && _errors.ContainsKey(field);

    /// <summary>The 400 that tells them.</summary>
    public ProblemResult Reply()
    {
        if (_unnamed > 0)
            Add(whole, $"has {_unnamed} more unknown {part}{(_unnamed == 1 ? "" : "s")}");
        return new ProblemResult(Problem.InvalidRequest) { Errors = _errors };
    }

    private static string Clip(string name)
    {
        if (name.Length <= MaxNameLength)
            return name;
        // Half a surrogate pair is no text.
        var end = char.IsHighSurrogate(name[MaxNameLength - 1]) ? MaxNameLength - 1 : MaxNameLength;
        return name[..end] + "\u2026";
    }
}
