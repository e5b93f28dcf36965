using k8s;
using k8s.Models;
using Microsoft.Extensions.Configuration;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Deploy;

/// <summary><c>deploy/kubernetes.yml</c>: each object is one of Kubernetes' API, and what they say of each other and of
/// the programs is so.</summary>
public sealed class KubernetesTests
{
    // As docs/operations.md#stopping tells it.
    private const int LongestStop = 25;

    private static readonly string Text = File.ReadAllText(Path.Combine(
        Repository.Find() ?? throw new InvalidOperationException("There is no repository."), "deploy",
        "kubernetes.yml"));

    private static readonly List<object> All = Read(Text);

    private static IEnumerable<V1Deployment> Deployments => All.OfType<V1Deployment>();

    [Fact]
    public void Each_object_is_one_of_the_api_in_its_namespace_and_a_misspelt_field_would_be_seen()
    {
        Assert.Equal(10, All.Count);
        Assert.All(All.OfType<IKubernetesObject<V1ObjectMeta>>().Where(static one => one is not V1Namespace),
            static one => Assert.Equal("wallet", one.Metadata.NamespaceProperty));
        foreach (var (from, to) in ((string, string)[])
        [
            ("readinessProbe:", "readynessProbe:"), ("maxUnavailable: 1", "maxUnavailabel: 1"),
            ("replicas: 3", "replicas: three"), ("kind: Service", "kind: Servise"),
        ])
            Assert.NotNull(Record.Exception(() => Read(Text.Replace(from, to, StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    public void Its_settings_are_those_that_the_programs_can_start_with(string name)
    {
        var pod = Pod(name);
        var container = pod.Containers.Single();
        var settings = container.EnvFrom.Where(static from => from.ConfigMapRef is not null)
            .SelectMany(from =>
                All.OfType<V1ConfigMap>().Single(map => map.Metadata.Name == from.ConfigMapRef.Name).Data)
            .Concat((container.Env ?? []).Select(static one => KeyValuePair.Create(one.Name, one.Value)))
            .Append(new("ConnectionStrings__Clustering", "c")).Append(new("ConnectionStrings__Gate", "g"))
            .Append(new("ConnectionStrings__Ledger", "mongodb://m")).Append(new("ConnectionStrings__Lockouts", "l"))
            .ToDictionary(static one => one.Key.Replace("__", ":", StringComparison.Ordinal),
                static one => (string?)one.Value);
        var read = ClusterSettings.Read(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), testing: false,
            name == "silo" ? ClusterSettings.NeededBySilo : ClusterSettings.NeededByGateway).Wallet;

        var tls = read.Cluster.Tls;
        foreach (var file in (string[])[read.KeyFile, tls.Ca, tls.Certificate, tls.Key])
        {
            var mount = container.VolumeMounts.Single(mount => mount.MountPath == Path.GetDirectoryName(file));
            // A file that is mounted by itself would never change.
            Assert.Null(mount.SubPath);
            Assert.NotNull(pod.Volumes.Single(volume => volume.Name == mount.Name).Secret);
        }

        Assert.Equal(name == "silo", read.Cluster.FindAddress() is null);
    }

    [Fact]
    public void Whoever_stops_has_time_for_it_and_two_silos_are_left()
    {
        foreach (var deployment in Deployments)
        {
            var pod = deployment.Spec.Template.Spec;
            var pause = pod.Containers.Single().Lifecycle?.PreStop.Sleep.Seconds ?? 0;
            Assert.True(pod.TerminationGracePeriodSeconds >= LongestStop + pause);
            var rolling = deployment.Spec.Strategy.RollingUpdate;
            Assert.Equal(("1", "0"), (rolling.MaxSurge.Value, rolling.MaxUnavailable.Value));
            var budget = All.OfType<V1PodDisruptionBudget>().Single(budget =>
                Selects(budget.Spec.Selector, deployment.Spec.Template)).Spec;
            Assert.Equal("1", budget.MaxUnavailable.Value);
            Assert.True(deployment.Spec.Replicas >= (deployment.Metadata.Name == "silo" ? 3 : 2));
        }
    }

    [Fact]
    public void Selectors_find_pods_and_ports_have_the_names_that_are_asked_for()
    {
        foreach (var deployment in Deployments)
        {
            var (spec, container) = (deployment.Spec, deployment.Spec.Template.Spec.Containers.Single());
            Assert.True(Selects(spec.Selector, spec.Template));
            Assert.True(Selects(spec.Template.Spec.TopologySpreadConstraints.Single().LabelSelector, spec.Template));
            foreach (var (probe, path) in ((V1Probe, string)[])
            [
                (container.StartupProbe, "/health/live"), (container.LivenessProbe, "/health/live"),
                (container.ReadinessProbe, "/health/ready"),
            ])
                Assert.Equal((path, "http"), (probe.HttpGet.Path, probe.HttpGet.Port.Value));
        }

        Assert.Equal(
            [("gateway", 8080), ("gateway", 8081), ("silo", 8080), ("silo", 8081), ("silo", 11111), ("silo", 30000)],
            Deployments.SelectMany(static one => one.Spec.Template.Spec.Containers.Single().Ports.Select(port =>
                (one.Metadata.Name, port.ContainerPort))).Order());
        var service = All.OfType<V1Service>().Single().Spec;
        Assert.Equal("gateway", service.Selector["app"]);
        Assert.Equal("http", service.Ports.Single().TargetPort.Value);
        foreach (var policy in All.OfType<V1NetworkPolicy>().Where(static one => one.Spec.Ingress is not null))
        {
            var target = Deployments.Single(one => Selects(policy.Spec.PodSelector, one.Spec.Template));
            Assert.All(policy.Spec.Ingress.SelectMany(static rule => rule.Ports), port => Assert.Contains(
                target.Spec.Template.Spec.Containers.Single().Ports, named => named.Name == port.Port.Value));
            Assert.All(policy.Spec.Ingress.SelectMany(static rule => rule.FromProperty ?? [])
                .Where(static peer => peer.PodSelector is not null), peer => Assert.Single(
                    Deployments, one => Selects(peer.PodSelector, one.Spec.Template)));
        }
    }

    [Fact]
    public void Nothing_may_more_than_it_needs_and_nothing_secret_is_in_the_file()
    {
        foreach (var pod in Deployments.Select(static one => one.Spec.Template.Spec))
        {
            Assert.False(pod.AutomountServiceAccountToken);
            Assert.True(pod.SecurityContext.RunAsNonRoot);
            var rights = pod.Containers.Single().SecurityContext;
            Assert.Equal((false, true), (rights.AllowPrivilegeEscalation, rights.ReadOnlyRootFilesystem));
            Assert.Equal(["ALL"], rights.Capabilities.Drop);
        }

        Assert.Empty(All.OfType<V1Secret>());
        Assert.Empty(All.OfType<V1NetworkPolicy>().Single(static one => one.Metadata.Name == "nobody")
            .Spec.Ingress ?? []);
        var document = File.ReadAllText(Path.Combine(Repository.Find()!, "docs", "cluster.md"));
        Assert.All(Deployments.SelectMany(static one => one.Spec.Template.Spec.Volumes)
            .Where(static volume => volume.Secret is not null), volume => Assert.Contains(
                $"create secret generic {volume.Secret.SecretName} ", document, StringComparison.Ordinal));
    }

    private static List<object> Read(string text) => KubernetesYaml.LoadAllFromString(text, strict: true);

    private static V1PodSpec Pod(string name) =>
        Deployments.Single(one => one.Metadata.Name == name).Spec.Template.Spec;

    private static bool Selects(V1LabelSelector selector, V1PodTemplateSpec template) =>
        selector.MatchLabels is { Count: > 0 } labels && labels.All(label =>
            template.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}
