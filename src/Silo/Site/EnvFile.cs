using System.Security.Cryptography;

namespace Wallet.Silo;

/// <summary>The text of a site's <c>.env</c>, with fresh secrets: what <c>.env.example</c> lists.</summary>
internal static class EnvFile
{
    // Those of the replica key need no padding, which MongoDB may not take for a part of a key.
    private const int SecretBytes = 32, ReplicaKeyBytes = 48;

    public static string Make() =>
        $"""
        # Made by init. Keep a copy where the database is not: without the pepper nobody can sign in any more.
        MONGO_PASSWORD={Hex()}
        MONGO_REPLICA_KEY={Convert.ToBase64String(RandomNumberGenerator.GetBytes(ReplicaKeyBytes))}
        REDIS_CLUSTERING_PASSWORD={Hex()}
        REDIS_GATE_PASSWORD={Hex()}
        POSTGRES_PASSWORD={Hex()}
        WALLET_PEPPER_ID=pepper-1
        WALLET_PEPPER={Base64()}
        WALLET_SIGNING_KEY_ID=key-1
        WALLET_SIGNING_KEY={Base64()}

        WALLET_SANDBOX=false
        WALLET_CURRENCY=INR
        WALLET_PORT=5080
        WALLET_OPERATOR_PORT=5081
        WALLET_PROMETHEUS_PORT=9090
        WALLET_GRAFANA_PORT=3000
        WALLET_GATE_MEMORY=256mb

        """;

    // Safe in connection strings.
    private static string Hex() => RandomNumberGenerator.GetHexString(2 * SecretBytes, lowercase: true);

    private static string Base64() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));
}
