namespace Wallet.Standalone;

/// <summary>What <c>--help</c> prints.</summary>
internal static class Help
{
    public const string Text = """
        Wallet, a digital wallet in one process.

          (no command)       serve until Ctrl+C
          audit              check the ledger's invariants, also while it is served; exit code 1 if one is broken
          audit --save FILE  do the same and save the heads of all chains to a new file
          audit --since FILE do the same and check that nothing up to the saved heads was rewritten
          backup FILE        copy the ledger to a new file, also while it is served
          restore FILE       put a backup in the ledger's place, after an audit; not while it is served
          freeze WALLETID    stop a wallet from sending and receiving; not while it is served
          thaw WALLETID      undo that
          --help             print this

        Settings, as --Name=value, as environment variables (Wallet__DataDir=...) or in appsettings.json:

          urls                            where to listen                                      http://127.0.0.1:5080
          Wallet:DataDir                  the folder of ledger, lockouts and keys                ./data
          Wallet:Sandbox                  whether POST /wallet/deposit gives play money        true
          Wallet:Currency                 three capital letters                                INR
          Wallet:Pin:RememberFor          how long a verified PIN is remembered; 0 for never   00:05:00
          Wallet:Pin:LockFor              how long five wrong PINs lock it                     00:15:00
          Wallet:Bcrypt:WorkFactor        10 to 15                                             10
          Wallet:RateLimit:AuthPerMinute  calls of /auth/* for each client address             300
          Wallet:RecentKeys               keys in memory until they are indexed, 100 bytes each 262144
          Wallet:TrustedProxies           whose X-Forwarded-For is believed, with commas       nobody

        Exit codes: 0 well; 1 the answer is no; 2 a setting or command is wrong; 3 folder, lock, port, keys or ledger can't be used.
        """;
}
