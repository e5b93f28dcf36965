using Wallet.Torture;

if (args.Contains("--help"))
{
    Console.WriteLine(TortureOptions.Help);
    return 0;
}

if (TortureOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(TortureOptions.Help);
    return 2;
}

Console.WriteLine($"seed {options.Seed}");
return await Modes.RunAsync(options);
