using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Wallet.Api;

/// <summary>
/// A request body that was read strictly: one flat object with the members of its shape, each at most once and of its
/// type. What is wrong is collected, so that one answer tells all of it.
/// </summary>
internal sealed class RequestForm
{
    // No member holds an object, so one level is all there is to read; what is deeper is refused by the reader.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 8 };

    private readonly BodyShape _shape;
    private readonly Slot[] _slots;

    private RequestForm(BodyShape shape)
    {
        _shape = shape;
        _slots = new Slot[shape.All.Length];
    }

    /// <summary>What is wrong so far.</summary>
    public FieldErrors Errors { get; } = new("body", "member");

    /// <summary>Reads a body.</summary>
    public static RequestForm Parse(BodyShape shape, ReadOnlySequence<byte> body)
    {
        var form = new RequestForm(shape);
        try
        {
            var reader = body.IsSingleSegment
                ? new Utf8JsonReader(body.FirstSpan, Options)
                : new Utf8JsonReader(body, Options);
            form.Read(ref reader);
        }
        catch (JsonException)
        {
            form.RefuseWhole("must be one JSON object");
        }
        catch (InvalidOperationException)
        {
            // A name that is no valid Unicode text; values like that are caught where they are read.
            form.RefuseWhole("must be valid Unicode text");
        }

        return form;
    }

    /// <summary>Takes a required member.</summary>
    public void Take<T>(TextField<T> field, out T value)
    {
        if (!TryTake(field, out value!) && !Errors.Has(field.Name))
            Errors.Add(field.Name, "is required");
    }

    /// <summary>Takes a required member.</summary>
    public void Take<T>(IntegerField<T> field, out T value)
    {
        value = default!;
        var slot = _slots[_shape.IndexOf(field)];
        if (slot.State == SlotState.Present && !field.Parse(slot.Number, out value!))
            Errors.Add(field.Name, field.Rule);
        else if (slot.State != SlotState.Present && !Errors.Has(field.Name))
            Errors.Add(field.Name, slot.State == SlotState.Null ? "must be an integer" : "is required");
    }

    /// <summary>Takes an optional member.</summary>
    /// <returns>False if it is missing, null, or wrong, which then is among the errors.</returns>
    public bool TryTake<T>(TextField<T> field, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        var slot = _slots[_shape.IndexOf(field)];
        if (slot.State != SlotState.Present)
            return false;
        if (field.Parse(slot.Text!, out value))
            return true;
        Errors.Add(field.Name, field.Rule);
        return false;
    }

    // Of a body that can't be read nobody knows what is missing.
    private void RefuseWhole(string message)
    {
        Errors.RefuseWhole(message);
        _slots.AsSpan().Fill(new Slot(SlotState.Wrong));
    }

    private void Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            RefuseWhole("must be one JSON object");
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = Find(ref reader, _shape.All);
            if (index < 0)
            {
                Errors.AddUnknown(reader.GetString()!);
                reader.Read();
                reader.Skip();
                continue;
            }

            var field = _shape.All[index];
            reader.Read();
            if (_slots[index].State != SlotState.Missing)
            {
                Errors.Add(field.Name, "occurs more than once");
                reader.Skip();
                continue;
            }

            _slots[index] = ReadValue(ref reader, field);
            reader.Skip();
        }

        // Reading on to the end of the body refuses whatever follows the object.
        while (reader.Read())
        {
        }
    }

    private static int Find(ref Utf8JsonReader reader, ReadOnlySpan<Field> fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (reader.ValueTextEquals(fields[i].Utf8Name))
                return i;
        }

        return -1;
    }

    private Slot ReadValue(ref Utf8JsonReader reader, Field field)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                if (!field.IsInteger && _shape.Required.Contains(field))
                    Errors.Add(field.Name, "must be a string");
                return new Slot(SlotState.Null);
            case JsonTokenType.String when !field.IsInteger:
                try
                {
                    return new Slot(SlotState.Present, reader.GetString());
                }
                catch (InvalidOperationException)
                {
                    Errors.Add(field.Name, "must be valid Unicode text");
                    return new Slot(SlotState.Wrong);
                }

            // 1.0 and 1e3 are numbers to JSON and no integers here: an amount has one spelling.
            case JsonTokenType.Number when field.IsInteger:
                if (reader.TryGetInt64(out var number))
                    return new Slot(SlotState.Present, Number: number);
                Errors.Add(field.Name, "must be an integer, written in digits, within 64 bits");
                return new Slot(SlotState.Wrong);
            default:
                Errors.Add(field.Name, field.IsInteger ? "must be an integer" : "must be a string");
                return new Slot(SlotState.Wrong);
        }
    }

    private enum SlotState : byte
    {
        Missing,
        Null,
        Wrong,
        Present,
    }

    private readonly record struct Slot(SlotState State, string? Text = null, long Number = 0);
}
