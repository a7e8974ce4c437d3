using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Descent.Benchmarks;

/// <summary>The peer cannot be used; the message says how to install it.</summary>
internal sealed class PeerMissingException(string message) : Exception(message);

/// <summary>
/// A Python process with PyTorch that does a workload on command: one JSON object a line in, one out. It lives as long as the
/// rows of one thread count, because the thread counts of OpenMP and OpenBLAS are settled when they are loaded.
/// </summary>
internal sealed class PeerProcess : IDisposable
{
    private const string Install = "apt-get install python3-torch libopenblas0-pthread";

    private readonly Process _process;
    private readonly int _threads;
    private readonly string? _waitPolicy;

    /// <summary>Starts it.</summary>
    /// <param name="threads">For PyTorch, OpenMP and OpenBLAS alike.</param>
    /// <param name="waitPolicy">OMP_WAIT_POLICY; null leaves OpenMP's threads to spin for a while before they sleep, its default.</param>
    /// <exception cref="PeerMissingException">There is no such Python, or it has no torch.</exception>
    public PeerProcess(int threads, string? waitPolicy = null)
    {
        (_threads, _waitPolicy) = (threads, waitPolicy);
        var start = new ProcessStartInfo(Python)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Peers", "pytorch_peer.py"), threads.ToString(CultureInfo.InvariantCulture) },
        };
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = $"{threads}";
        if (waitPolicy != null) start.Environment["OMP_WAIT_POLICY"] = waitPolicy;
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new PeerMissingException($"--peer pytorch: {Python} cannot be started ({e.Message}). On Debian: {Install}; elsewhere name a Python that has torch in DESCENT_PEER_PYTHON.");
        }

        var hello = Read();
        if (hello["missing"] is { } missing)
        {
            _process.WaitForExit();
            throw new PeerMissingException($"--peer pytorch: {Python} says \"{missing}\". On Debian: {Install}; elsewhere name a Python that has torch in DESCENT_PEER_PYTHON.");
        }

        Description = hello["description"]!.GetValue<string>() + Settings;
    }

    /// <summary>
    /// The settings worth a trial at this thread count. Threads that sleep at once waste nothing on a busy machine, threads that spin
    /// answer faster on an idle one: which is better for PyTorch depends on the machine and the work, so both run and the faster counts.
    /// </summary>
    public static IReadOnlyList<PeerProcess> StartAll(int threads) => threads == 1 ? [new(threads)] : [new(threads), new(threads, "PASSIVE")];

    /// <summary>Another process with the same settings.</summary>
    public PeerProcess StartTwin() => new(_threads, _waitPolicy);

    /// <summary>What differs from the defaults, to tell variants apart.</summary>
    public string Settings => _waitPolicy == null ? "" : $", OMP_WAIT_POLICY={_waitPolicy}";

    /// <summary>Version, thread counts and libraries in use.</summary>
    public string Description { get; }

    /// <summary>The interpreter: Debian's packages belong to /usr/bin/python3, whatever else comes first on the path.</summary>
    public static string Python => Environment.GetEnvironmentVariable("DESCENT_PEER_PYTHON") is { Length: > 0 } named ? named : "/usr/bin/python3";

    /// <summary>Processor seconds used so far.</summary>
    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Names of the ways in which the peer can do the work.</summary>
    /// <param name="spec">The work.</param>
    /// <param name="inputs">A file of floats to start from; null lets the peer draw its own.</param>
    public IReadOnlyList<string> Prepare(JsonObject spec, string? inputs) =>
        [.. Ask(new JsonObject { ["command"] = "prepare", ["spec"] = spec, ["inputs"] = inputs })["variants"]!.AsArray().Select(v => v!.GetValue<string>())];

    /// <summary>Lets the peer compute what <see cref="Workload.Check"/> computes; it writes the arrays to the file.</summary>
    public double Check(string variant, string outputs) =>
        Ask(new JsonObject { ["command"] = "check", ["variant"] = variant, ["outputs"] = outputs })["scalar"]!.GetValue<double>();

    /// <summary>Milliseconds a step of each block in a round.</summary>
    public IEnumerable<double> Run(string variant, double seconds) =>
        Ask(new JsonObject { ["command"] = "run", ["variant"] = variant, ["seconds"] = seconds })["times"]!.AsArray().Select(t => t!.GetValue<double>());

    /// <summary>The largest resident memory of the process so far, in units of 10⁶ bytes.</summary>
    public double PeakMemory() => Ask(new JsonObject { ["command"] = "memory" })["peak_mb"]!.GetValue<double>();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(5000)) _process.Kill();
        }

        _process.Dispose();
    }

    private JsonNode Ask(JsonObject question)
    {
        _process.StandardInput.WriteLine(question.ToJsonString());
        _process.StandardInput.Flush();
        return Read();
    }

    private JsonNode Read()
    {
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer ended without an answer; its own message stands above.");
        return JsonNode.Parse(line)!;
    }
}
