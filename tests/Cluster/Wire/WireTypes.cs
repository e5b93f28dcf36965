using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Metadata;
using Orleans.Serialization;
using Orleans.Serialization.Invocation;
using Orleans.Serialization.TypeSystem;
using Wallet.Grains;
using Wallet.Grains.Abstractions;

namespace Wallet.Cluster.Tests.Wire;

/// <summary>What a silo of this build knows of types and names, without one being started.</summary>
internal static class WireTypes
{
    private static readonly IHost Silo = Build();

    /// <summary>All that the wallet's own code sends, receives or stores through Orleans.</summary>
    public static IReadOnlyList<Type> Types { get; } =
        [.. typeof(ITransferGrain).Assembly.GetTypes(), .. typeof(TransferGrain).Assembly.GetTypes()];

    /// <summary>Makes bytes of objects and objects of bytes.</summary>
    public static Serializer Serializer { get; } = Silo.Services.GetRequiredService<Serializer>();

    /// <summary>How requests are kept while they travel: one class for each method of a grain's interface.</summary>
    public static IReadOnlyList<Type> Calls { get; } =
        [.. Types.Where(static type => type.IsAssignableTo(typeof(IInvokable)) && !type.IsAbstract)];

    /// <summary>The name under which a type travels.</summary>
    public static string NameOf(Type type) => Silo.Services.GetRequiredService<TypeConverter>().Format(type);

    /// <summary>The name of a grain's class, in IDs and in stored rows.</summary>
    public static string NameOfGrain(Type type) =>
        Silo.Services.GetRequiredService<GrainTypeResolver>().GetGrainType(type).ToString()!;

    /// <summary>The name of a grain's interface.</summary>
    public static string NameOfInterface(Type type) =>
        Silo.Services.GetRequiredService<GrainInterfaceTypeResolver>().GetGrainInterfaceType(type).ToString();

    /// <summary>A request of the kind that has this class.</summary>
    public static IInvokable Call(Type kind) => (IInvokable)Activator.CreateInstance(kind)!;

    private static IHost Build()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleans(static silo => silo.UseLocalhostClustering());
        return builder.Build();
    }
}
