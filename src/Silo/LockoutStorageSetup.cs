using System.Data.Common;
using Npgsql;
using Orleans.Serialization;
using Orleans.Storage;
using Wallet.Grains;

namespace Wallet.Silo;

/// <summary>Sets up the storage of the lockouts' states.</summary>
public static class LockoutStorageSetup
{
    // The name that ADO.NET knows Npgsql by.
    private const string Invariant = "Npgsql";

    /// <summary>Adds ADO.NET grain storage on PostgreSQL under the name that the grains ask for.</summary>
    public static void AddLockoutStorage(this ISiloBuilder silo, string connectionString)
    {
        DbProviderFactories.RegisterFactory(Invariant, NpgsqlFactory.Instance);
        silo.AddAdoNetGrainStorage(LockoutStorage.Provider, options =>
            options.Configure<Serializer>((storage, serializer) =>
        {
            storage.Invariant = Invariant;
            storage.ConnectionString = connectionString;
            // A cleared state leaves no row: whoever fails on e-mails that nobody has does not fill the table for ever.
            storage.DeleteStateOnClear = true;
            // By IDs and aliases, as messages are: a renamed class still reads its old rows.
            storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
    }
}
