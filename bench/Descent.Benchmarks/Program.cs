using System.Globalization;
using Descent.Benchmarks;
using Descent.Devices;

// Exit codes: 0 measured; 1 something failed; 2 the command line is wrong; 3 the peer is not installed.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    if (args is [Watchers.Argument, _, _, _]) return Watchers.Run(args);
    var options = Options.Parse(args);
    var workloads = Catalog.Of(options.Group).Where(w => options.Workloads.Count == 0 || options.Workloads.Contains(w.Name)).ToArray();
    if (options.MemoryProbe)
    {
        WorkerTeam.Threads = options.Threads[0];
        Console.Write(PeakMemory.OfThisProcess(workloads[0]));
        return 0;
    }

    // With --json, standard output is the document alone.
    var forPeople = options.Json ? Console.Error : Console.Out;
    var rows = options.Group == "start"
        ? new StartGroup(options, forPeople.WriteLine).Run()
        : options.Group == "dashboard" ? new DashboardGroup(options, forPeople.WriteLine).Run()
        : new Harness(options, forPeople.WriteLine).Run(workloads);
    if (options.Json) Console.WriteLine(Row.ToJson(rows));
    else Table.Write(rows, Console.Out);
    return 0;
}
catch (UsageException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
catch (PeerMissingException e)
{
    Console.Error.WriteLine(e.Message);
    return 3;
}
catch (InvalidOperationException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
