using System.Globalization;
using System.Text;
using Drover.Engine;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;
using Drover.Server.Tests.Storage;
using Drover.Testing;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Drover.Server.Tests.Storage;

/// <summary>A real PostgreSQL server in a directory of its own, on a Unix socket there; started by the first test that needs it.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private const string Programs = "/usr/lib/postgresql";

    private readonly Lazy<Task<Server>> _server = new(StartAsync);
    private int _databases;

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> CreateAsync()
    {
        Server server = await _server.Value;
        string name = string.Create(CultureInfo.InvariantCulture, $"board_{Interlocked.Increment(ref _databases)}");
        await server.DoAsync($"CREATE DATABASE {name}");
        return server.Connection(name);
    }

    /// <summary>Carries out a statement as whoever owns the server.</summary>
    public async Task DoAsync(string statement) => await (await _server.Value).DoAsync(statement);

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
    }

    // initdb refuses to work as root: then it is done as the user that the package has made.
    private static async Task<Server> StartAsync()
    {
        string programs = Directory.Exists(Programs) ? Directory.GetDirectories(Programs).Order(StringComparer.Ordinal).LastOrDefault() ?? "" : "";
        if (!File.Exists($"{programs}/bin/initdb")) throw new InvalidOperationException($"{Programs}/*/bin/initdb is missing. Install it: apt-get install postgresql (./test.sh does).");
        var engine = new ProcessEngine();
        string directory = (await RunAsync(engine, "mktemp -d /tmp/drover-test-pg.XXXXXX")).Trim();
        await RunAsync(engine, $"'{programs}/bin/initdb' -D {directory}/data -A trust -U drover -E UTF8 --locale=C.UTF-8 --no-sync");
        Pipeline process = engine.Start(PipelineSpec.Of(Spec($"exec '{programs}/bin/postgres' -D {directory}/data -k {directory} -c listen_addresses= -c fsync=off") with
        {
            Redirections = [Redirection.Null(0), Redirection.Null(1), Redirection.Null(2)],
        }));
        var server = new Server(engine, process, directory);
        await server.WaitAsync();
        return server;
    }

    private static ProcessSpec Spec(string script) => Environment.UserName == "root"
        ? ProcessSpec.Of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "/bin/sh", "-c", script) with { WorkingDirectory = "/tmp" }
        : ProcessSpec.Of("/bin/sh", "-c", script) with { WorkingDirectory = "/tmp" };

    private static async Task<string> RunAsync(ProcessEngine engine, string script)
    {
        using Pipeline pipeline = engine.Start(PipelineSpec.Of(Spec(script) with { Redirections = [Redirection.Null(0), Redirection.PipeFromChild(1), Redirection.Duplicate(2, 1)] }));
        using Engine.Descriptors.Descriptor output = pipeline.Stages[0].TakePipe(1);
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        await Task.Run(() =>
        {
            int n;
            while ((n = output.Read(buffer)) > 0) text.Append(Encoding.UTF8.GetString(buffer, 0, n));
        });
        PipelineStatus status = await pipeline.Completion;
        return status.ExitStatus == 0 ? text.ToString() : throw new InvalidOperationException($"{script}: {text}");
    }

    private sealed class Server(ProcessEngine engine, Pipeline process, string directory) : IAsyncDisposable
    {
        public string Connection(string database) => $"Host={directory};Username=drover;Database={database}";

        public async Task DoAsync(string statement)
        {
            await using var connection = new NpgsqlConnection($"{Connection("postgres")};Pooling=false");
            await connection.OpenAsync();
#pragma warning disable CA2100 // Constants of the tests.
            await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }

        public async Task WaitAsync()
        {
            long deadline = Environment.TickCount64 + 60_000;
            while (true)
            {
                try
                {
                    await DoAsync("SELECT 1");
                    return;
                }
                catch (NpgsqlException) when (Environment.TickCount64 < deadline)
                {
                    await Task.Delay(20);
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            // Immediate shutdown: nothing in it is worth a checkpoint.
            _ = process.Signal(Signal.QUIT);
            await Eventually.IsTrueAsync(() => process.Completion.IsCompleted, TimeSpan.FromSeconds(30));
            process.Dispose();
            await RunAsync(engine, $"rm -rf {directory}");
            engine.Dispose();
        }
    }
}
