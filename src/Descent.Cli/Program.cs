return Descent.Cli.DescentCommand.Run(args, Console.Out, Console.Error);
