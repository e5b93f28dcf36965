using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Telemetry;

/// <summary>The instruments of the code are those of the document, for all programs: this project has all of
/// them.</summary>
public sealed class InstrumentTests
{
    [Fact]
    public void Every_instrument_is_documented_and_every_documented_one_is_there()
    {
        var found = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (ReferenceEquals(instrument.Meter, WalletTelemetry.Meter))
                    found.Add($"{instrument.Name} | {KindOf(instrument)} | {instrument.Unit}");
            },
        };
        foreach (var assembly in Directory.GetFiles(AppContext.BaseDirectory, "Wallet.*.dll")
            .Where(static path => !Path.GetFileName(path).Contains("Test", StringComparison.Ordinal))
            .Select(static path => Assembly.Load(Path.GetFileNameWithoutExtension(path))))
        {
            foreach (var type in assembly.GetTypes().Where(IsOfTelemetry))
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        listener.Start();

        Assert.Equal(
            TelemetryDocument.Metrics.Select(static metric => $"{metric.Name} | {metric.Kind} | {metric.Unit}")
                .Order(StringComparer.Ordinal),
            found.Order(StringComparer.Ordinal));
        Assert.All(TelemetryDocument.Metrics, static metric => Assert.StartsWith(
            metric.Name.Replace('.', '_'), metric.Family, StringComparison.Ordinal));
    }

    private static bool IsOfTelemetry(Type type) => !type.ContainsGenericParameters && type
        .GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Any(static field => typeof(Instrument).IsAssignableFrom(field.FieldType)
            || field.FieldType == typeof(CommitterTelemetry) || field.FieldType == typeof(CellCounter)
            || field.FieldType is { IsGenericType: true } of && of.GetGenericTypeDefinition() == typeof(LiveGauge<>));

    private static string KindOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? "counter"
            : type == typeof(UpDownCounter<>) ? "up-down counter"
            : type == typeof(Histogram<>) ? "histogram"
            : "gauge";
    }
}
