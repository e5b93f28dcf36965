using FsCheck;
using FsCheck.Fluent;
using Wallet.TestKit;

namespace Wallet.Core.Tests;

/// <summary>Checks a property with FsCheck, under the seed that all random tests share.</summary>
internal static class Property
{
    /// <summary>Checks a property of any two values.</summary>
    public static void Holds<T1, T2>(Action<T1, T2> property) => Check(Prop.ForAll(property));

    /// <summary>E-mail addresses of all scripts and signs: half of their characters are ASCII, half anything else that
    /// may stand in one.</summary>
    public static void HoldsForEmails(Action<EmailAddress> property) => Holds((int[] name, int[] domain) =>
        property(People.Email($"a{Text(name)}@{Text(domain)}z")));

    private static string Text(int[] seeds) => new([.. seeds.Take(60)
        .Select(static (seed, i) =>
        (char)(i % 2 == 0 ? '!' + (seed & 0xFFFF) % ('~' - '!' + 1) : (seed * 40503) & 0xFFFF))
        .Where(static c => c is not ('@' or '.' or '-') && !char.IsWhiteSpace(c) && !char.IsControl(c)
        && !char.IsSurrogate(c))]);

    private static void Check(FsCheck.Property property)
    {
        TestSeed.Random(out var seed);
        // SplitMix, FsCheck's generator, wants an odd second number.
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true).WithReplay((ulong)seed, 1));
    }
}
