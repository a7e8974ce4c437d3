using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Descent.Tests.Support;

/// <summary>A web server on this machine, one answer a connection: whatever bytes the test says, so that wrong answers can be given too.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, IEnumerable<byte[]>> _answer;
    private readonly Thread _thread;
    private volatile bool _stopped;

    /// <param name="answer">Gives for the name of a file the pieces of the whole answer, header included.</param>
    public FileServer(Func<string, IEnumerable<byte[]>> answer)
    {
        _answer = answer;
        _listener.Start();
        _thread = new Thread(Serve) { IsBackground = true, Name = "test file server" };
        _thread.Start();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/sets/";

    /// <summary>The names asked for.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>A complete answer.</summary>
    public static byte[] Ok(byte[] content) => [.. Header($"HTTP/1.1 200 OK\r\nContent-Length: {content.Length}\r\nConnection: close\r\n\r\n"), .. content];

    public static byte[] Header(string text) => Encoding.ASCII.GetBytes(text);

    public void Dispose()
    {
        _stopped = true;
        _listener.Stop();
        _thread.Join();
    }

    private void Serve()
    {
        while (!_stopped)
        {
            try
            {
                using var client = _listener.AcceptTcpClient();
                using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var name = reader.ReadLine()!.Split(' ')[1].Split('/')[^1];
                while (!string.IsNullOrEmpty(reader.ReadLine()))
                {
                }

                lock (Asked) Asked.Add(name);
                foreach (var piece in _answer(name)) stream.Write(piece);
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
            {
                // The client went away, or the test is over.
            }
        }
    }
}
