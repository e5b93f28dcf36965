using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Wallet.Cluster;

/// <summary>What the holder of a certificate is in the cluster.</summary>
public enum ClusterRole
{
    /// <summary>Holds grains, the ledger's among them, and is trusted with everything.</summary>
    Silo,

    /// <summary>Serves HTTP, and may call the grains that this needs.</summary>
    Gateway,
}

/// <summary>How a certificate says its role: by exactly one URI <c>wallet:ROLE</c> among its subject alternative
/// names. A name of a host or a subject would also be had by certificates that were made for something else.</summary>
public static class ClusterRoles
{
    private const string Scheme = "wallet:";
    private static readonly Asn1Tag UriName = new(TagClass.ContextSpecific, 6);

    /// <summary>The URI of a role.</summary>
    public static Uri ToUri(this ClusterRole role) => new(Scheme + Name(role));

    /// <summary>The role's name, as in its URI.</summary>
    public static string Name(this ClusterRole role) => role switch
    {
        ClusterRole.Silo => "silo",
        ClusterRole.Gateway => "gateway",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    /// <summary>The role of a certificate; null if it has none, one that is not known here, or several.</summary>
    public static ClusterRole? Find(X509Certificate2 certificate)
    {
        string[] said;
        try
        {
            said = [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(Uris)
                .Where(static uri => uri.StartsWith(Scheme, StringComparison.Ordinal))];
        }
        catch (AsnContentException)
        {
            return null;
        }

        foreach (var role in Enum.GetValues<ClusterRole>())
        {
            if (said is [var only] && only == Scheme + Name(role))
                return role;
        }

        return null;
    }

    // The framework reads only names of hosts and addresses.
    private static List<string> Uris(X509SubjectAlternativeNameExtension names)
    {
        var uris = new List<string>();
        var reader = new AsnReader(names.RawData, AsnEncodingRules.DER).ReadSequence();
        while (reader.HasData)
        {
            if (reader.PeekTag().HasSameClassAndValue(UriName))
                uris.Add(reader.ReadCharacterString(UniversalTagNumber.IA5String, UriName));
            else
                reader.ReadEncodedValue();
        }

        return uris;
    }
}
