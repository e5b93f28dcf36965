using System.Globalization;
using System.Reflection;
using Orleans.CodeGeneration;
using Wallet.Core;

namespace Wallet.Cluster.Tests.Wire;

/// <summary>All names and numbers by which processes of one cluster understand each other, a line for each.</summary>
internal static class WireList
{
    // Others travel as objects with an alias. These are sent as their numbers.
    private static readonly Type[] Numbers = [typeof(OutcomeCode), typeof(Operation), typeof(SecretVerdict)];

    private static readonly BindingFlags Members =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The lines of this build, in order.</summary>
    public static SortedSet<string> Make() => new(
        [.. Interfaces(), .. Grains(), .. Calls(), .. Messages(), .. Surrogates(), .. NumbersOfNames()],
        StringComparer.Ordinal);

    private static IEnumerable<string> Interfaces() =>
        from type in WireTypes.Types
        where type.IsInterface && type.IsAssignableTo(typeof(IAddressable))
        let key = type.GetInterfaces().Single(static one => one.Name.StartsWith("IGrainWith", StringComparison.Ordinal))
        let version = type.GetCustomAttribute<VersionAttribute>()?.Version ?? 0
        select $"interface {WireTypes.NameOfInterface(type)}, version {version}, {key.Name}";

    private static IEnumerable<string> Grains() =>
        from type in WireTypes.Types
        where type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IGrainBase))
        from called in type.GetInterfaces()
        where WireTypes.Types.Contains(called)
        select $"grain {WireTypes.NameOfGrain(type)} is {WireTypes.NameOfInterface(called)}";

    private static IEnumerable<string> Calls() =>
        from kind in WireTypes.Calls
        let call = WireTypes.Call(kind)
        let method = call.GetMethod()
        let asked = method.GetParameters().Select(static one => $"{WireTypes.NameOf(one.ParameterType)} {one.Name}")
        let answer = WireTypes.NameOf(method.ReturnType.GenericTypeArguments[0])
        select $"call {WireTypes.NameOf(kind)}({string.Join("; ", asked)}) answers {answer}";

    private static IEnumerable<string> Messages() =>
        from type in WireTypes.Types
        where type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false) && !type.IsEnum
        from member in type.GetMembers(Members)
        let id = member.GetCustomAttribute<IdAttribute>()
        where id is not null
        let of = member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType
        select string.Create(CultureInfo.InvariantCulture,
            $"message {WireTypes.NameOf(type)} {id.Id:00} {WireTypes.NameOf(of)} {member.Name}");

    private static IEnumerable<string> Surrogates() =>
        from type in WireTypes.Types
        from converter in type.GetInterfaces()
        where converter.IsGenericType && converter.GetGenericTypeDefinition() == typeof(IConverter<,>)
        let types = converter.GenericTypeArguments
        select $"surrogate of {WireTypes.NameOf(types[0])} is {WireTypes.NameOf(types[1])}";

    private static IEnumerable<string> NumbersOfNames() =>
        from type in Numbers.Concat(WireTypes.Types.Where(static type =>
            type.IsEnum && type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)))
        from value in Enum.GetValues(type).Cast<object>()
        select string.Create(CultureInfo.InvariantCulture,
            $"number {WireTypes.NameOf(type)} {Convert.ToInt64(value, CultureInfo.InvariantCulture):00} {value}");
}
