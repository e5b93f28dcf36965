using Orleans.Serialization;
using Orleans.Storage;
using Wallet.Grains;

namespace Wallet.Silo;

/// <summary>Sets up the storage of the guards' states.</summary>
public static class GuardStorageSetup
{
    /// <summary>Adds ADO.NET grain storage on PostgreSQL under the name that the grains ask for.</summary>
    public static void AddGuardStorage(this ISiloBuilder silo, string connectionString) =>
        silo.AddAdoNetGrainStorage(GuardStorage.Provider, options => options.Configure<Serializer>((storage, serializer) =>
        {
            storage.Invariant = GuardsDatabase.Invariant;
            storage.ConnectionString = connectionString;
            // A cleared state leaves no row: whoever fails on e-mails that nobody has does not fill the table for ever.
            storage.DeleteStateOnClear = true;
            // By IDs and aliases, as messages are: a renamed class still reads its old rows.
            storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
}
