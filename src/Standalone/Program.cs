using Wallet.Core;
using Wallet.Standalone;

try
{
    return await CommandLine.RunAsync(args);
}
catch (StartException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return e.ExitCode;
}
catch (LedgerStartException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return ExitCodes.CannotStart;
}
