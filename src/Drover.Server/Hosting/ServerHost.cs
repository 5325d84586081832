using System.Net;
using System.Net.Sockets;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Runs;
using Drover.Server.Access;
using Drover.Server.Demonstrations;
using Drover.Server.Endpoints;
using Drover.Server.Logs;
using Drover.Server.Pages;
using Drover.Server.Queues;
using Drover.Server.Resources;
using Drover.Server.Runs;
using Drover.Server.Storage;
using Drover.Server.Tasks;
using Drover.Server.Telemetry;
using Drover.Server.Webhooks;
using Drover.Server.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Drover.Server.Hosting;

/// <summary>The server: everything it is made of, from its start to its end.</summary>
internal sealed class ServerHost : IAsyncDisposable
{
    private const long GreatestBody = 4 * 1024 * 1024;
    private const int KeptMemory = 16 * 1024 * 1024;
    private static readonly TimeSpan s_lockPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lockLook = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan s_ping = TimeSpan.FromSeconds(20);

    private readonly ServerSettings _settings;
    private readonly TextWriter _log;
    private readonly Descriptor _directory;
    private readonly ProcessEngine _engine;
    private readonly RunStore _store;
    private readonly IDatabase _database;
    private readonly ResourceMonitor _resources;
    private readonly RunSpecs _specs;
    private readonly CommandCheck _check;
    private readonly Supervisor _supervisor;
    private readonly Board _board;
    private readonly Dispatcher _dispatcher;
    private readonly ViewerBook _viewers = new();
    private readonly MetricsText _metrics = new();
    private readonly ServerGauges _gauges;
    private readonly TelemetryExport? _export;
    private readonly WebhookSender _sender;
    private readonly WebhookCourier _courier;
    private readonly TimeProvider _time;
    private RecoveryReport? _recovery;
    private int? _port;
    private readonly CancellationTokenSource _stopping = new();
    private readonly WebApplication _app;

    /// <summary>Opens the state directory and the database.</summary>
    /// <exception cref="UsageException">Another server uses the state directory.</exception>
    /// <exception cref="StorageException">The database can't be used.</exception>
    /// <exception cref="RunException">The state directory can't be used.</exception>
    public ServerHost(ServerSettings settings, TimeProvider time, TextWriter log)
    {
        _settings = settings;
        _time = time;
        _log = log;
        // SQLite throws its cache away whenever another connection has written. A board of 10,000 tasks, read after each change, takes three quarters of the time.
        _ = OwnProcess.KeepFreedMemory(KeptMemory, KeptMemory / 4);
        _engine = new ProcessEngine(new EngineOptions { ChildSignals = ChildSignalSource.None });
        _store = new RunStore(settings.State, _engine, time);
        string directory = Path.Combine(settings.State, "server");
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _directory = Lock(directory);
        _database = settings.Database is { } connection ? new PostgresDatabase(connection) : new SqliteDatabase(Path.Combine(directory, "board.db"));
        _resources = new ResourceMonitor(_database, time);
        _specs = new RunSpecs(directory);
        var commands = new ShortCommand(_engine, directory);
        _check = new CommandCheck(commands, settings);
        var worktrees = new Worktrees(commands, Path.Combine(settings.State, "worktrees"));
        _supervisor = new Supervisor(
            _store, _engine, _specs, worktrees, task => _database.Read(session => WorkspaceTable.Find(session, task.Settings.Workspace, settings.Workspace)), _resources, settings.MaxLogLines, time);
        _board = new Board(_database, _supervisor, _specs, settings, time);
        _dispatcher = new Dispatcher(_board, new DailyCopies(_database, Path.Combine(directory, "backups"), settings.Backups, time), time, log);
        _gauges = new ServerGauges(_board, _resources, _viewers);
        _export = TelemetryExport.Start(Environment.GetEnvironmentVariable);
        _sender = new WebhookSender(settings.WebhookTargets, () => settings.Socket is null ? _port : null, time);
        _courier = new WebhookCourier(_database, _board.Feed, _sender, time);
        _app = Build(time);
    }

    /// <summary>Where requests to stop it come in.</summary>
    public ShutdownDesk Shutdown { get; } = new();

    /// <summary>The address that it listens on.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Its routes, each with a method and a pattern.</summary>
    public IEnumerable<(string Method, string Pattern)> Routes => ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"]).Select(method => (method, endpoint.RoutePattern.RawText ?? "")));

    /// <summary>Finds the runs of servers before it, begins to listen, and starts the queue.</summary>
    /// <exception cref="UsageException">The address can't be used.</exception>
    public async Task StartAsync()
    {
        await _database.WriteAsync(session => InstanceTable.Insert(session, _settings.InstanceId, _time.GetUtcNow())).ConfigureAwait(false);
        await _database.WriteAsync(IdempotencyTable.ForgetUnanswered).ConfigureAwait(false);
        _recovery = await new Recovery(_board, _supervisor, _time).RunAsync().ConfigureAwait(false);
        ServerTelemetry.Recovered(_recovery);
        await _resources.SettleAsync([.. _recovery.Settled, .. _recovery.Lost]).ConfigureAwait(false);
        _resources.Start();
        if (_recovery.Text is { } found) await _log.WriteLineAsync($"drover-server: {found}").ConfigureAwait(false);
        try
        {
            // What a killed server left; the lock on the state directory says that it is not another's.
            if (_settings.Socket is { } stale) RemoveStale(stale);
            await _app.StartAsync().ConfigureAwait(false);
            if (_settings.Socket is { } path) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException or SocketException)
        {
            throw new UsageException($"{_settings.Listen} port {_settings.Port} can't be listened on: {e.InnerException.Message}. Is a server running already? Choose another port with --port or DROVER_PORT (0 takes any that is free).");
        }
        catch (SocketException e)
        {
            throw new UsageException($"{_settings.Listen} port {_settings.Port} can't be listened on: {e.Message}. Choose another with --listen and --port.");
        }
        await _log.WriteLineAsync($"drover-server: listening on {Address}").ConfigureAwait(false);
        await _log.FlushAsync().ConfigureAwait(false);
        if (_settings.Socket is null) _port = new Uri(Address).Port;
        _dispatcher.Start();
        _courier.Start();
        if (_settings.IsDemo) await DemoBoard.FillAsync(_board).ConfigureAwait(false);
    }

    /// <summary>Waits until it is to stop, and deals with the runs that are live then.</summary>
    /// <returns>Whether nothing of any run is left that should not be.</returns>
    public async Task<bool> RunAsync()
    {
        ShutdownRequest request = await Shutdown.Asked.ConfigureAwait(false);
        _board.CloseAdmission();
        await _dispatcher.DisposeAsync().ConfigureAwait(false);
        bool isClean = await new RunsShutdown(_board, _supervisor, _settings, _time, _log).RunAsync(request, Shutdown.Hurry).ConfigureAwait(false);
        try
        {
            await _database.WriteAsync(session => InstanceTable.Close(session, _settings.InstanceId, _time.GetUtcNow())).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            await _log.WriteLineAsync($"drover-server: {e.Message} The next server finds out how the runs ended.").ConfigureAwait(false);
        }
        return isClean;
    }

    /// <summary>Stops listening and closes everything. Runs go on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _dispatcher.DisposeAsync().ConfigureAwait(false);
        // Disposed alone it would cut the connections off, before viewers have been told to come back.
        using (var farewell = new CancellationTokenSource(s_farewell)) await _app.StopAsync(farewell.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        await _courier.DisposeAsync().ConfigureAwait(false);
        await _resources.DisposeAsync().ConfigureAwait(false);
        _supervisor.Dispose();
        _export?.Dispose();
        _gauges.Dispose();
        _metrics.Dispose();
        await _database.DisposeAsync().ConfigureAwait(false);
        _store.Dispose();
        _engine.Dispose();
        _directory.Dispose();
        _stopping.Dispose();
    }

    // A child that a killed server was just starting holds its lock until it becomes its program: a matter of milliseconds.
    private Descriptor Lock(string path)
    {
        Descriptor directory = Descriptor.Open(path, OpenMode.Directory);
        long began = _time.GetTimestamp();
        using var never = new ManualResetEventSlim();
        while (!DirectoryFiles.TryLock(directory))
        {
            if (_time.GetElapsedTime(began) < s_lockPatience)
            {
                never.Wait(s_lockLook);
                continue;
            }
            directory.Dispose();
            throw new UsageException($"Another drover-server uses the state directory {_settings.State}. Stop it first, or name another directory with --state or DROVER_STATE.");
        }
        return directory;
    }

    // Only a socket: whatever else has that name is somebody's file.
    private static void RemoveStale(string path)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            throw new UsageException($"Another program listens on {path}. Stop it, or name another path with --socket.");
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
        }
        catch (SocketException)
        {
            // Nothing is there, or something that is no socket: then listening fails and says so.
        }
    }

    private WebApplication Build(TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = _settings.State, EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        // Signals are dealt with by Program; the host has none of its own.
        builder.Services.AddSingleton<Microsoft.Extensions.Hosting.IHostLifetime, NoLifetime>();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = GreatestBody;
            options.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            options.Limits.RequestHeadersTimeout = s_patience;
            if (_settings.Socket is { } path) options.ListenUnixSocket(path);
            else options.Listen(new IPEndPoint(_settings.Listen, _settings.Port));
        });
        WebApplication app = builder.Build();
        if (_export is not null) app.Use(next => new RequestSpan(next).InvokeAsync);
        app.Use(next => new ProblemMiddleware(next, _log).InvokeAsync);
        var passes = new Passes(time);
        var tokens = new TokenBook(_database, time);
        var gate = new AccessGate(_settings.Token, tokens, passes);
        var page = new PageEndpoints();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = s_ping });
        app.Use(next => new AccessMiddleware(next, gate, time, page.IsPart).InvokeAsync);
        app.Use(next => new IdempotencyMiddleware(next, _database, time).InvokeAsync);
        app.UseRouting();
        var look = new BoardEndpoints(_board, _settings, time);
        foreach (string prefix in (string[])["/api", "/api/v1"])
        {
            RouteGroupBuilder api = app.MapGroup(prefix);
            var tasks = new TaskEndpoints(_board, _supervisor, _settings);
            tasks.Map(api);
            new ScheduleEndpoints(_board, tasks, time).Map(api);
            new WorkspaceEndpoints(_board, _settings).Map(api);
            var runs = new RunEndpoints(_board, _supervisor, time);
            runs.Map(api);
            new LogEndpoints(_board, _supervisor, runs, _viewers, time, _stopping.Token).Map(api);
            look.Map(api);
            new ProcessEndpoints(_board, _supervisor, runs, time).Map(api);
            new ResourceEndpoints(_resources, runs).Map(api);
            new QueueEndpoints(_board, look, runs).Map(api);
            new AccessEndpoints(gate, passes, time).Map(api);
            new TokenEndpoints(tokens).Map(api);
            new WebhookEndpoints(_board, _sender, _settings.WebhookTargets, time).Map(api);
            new ProfileEndpoints(_board, _check).Map(api);
            new SettingsEndpoints(_board, _settings, time).Map(api);
            new InputEndpoints(_supervisor, runs, _specs, time).Map(api);
            new BackupEndpoint(_database, Path.Combine(_settings.State, "server", "backups"), time).Map(api);
            new SystemEndpoints(Shutdown, () => _recovery!, _database, _settings.State, time).Map(api);
        }
        new HealthEndpoints(_database, _dispatcher, _settings.State).Map(app);
        DescriptionEndpoint.Map(app);
        new MetricsEndpoint(_board, _metrics).Map(app);
        page.Map(app);
        new SocketEndpoints(_board, look, _supervisor, _settings.MaxLogLines, _viewers, time, _stopping.Token).Map(app);
        return app;
    }
}
