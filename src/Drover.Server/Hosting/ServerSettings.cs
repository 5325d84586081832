using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Drover.Runs;
using Drover.Server.Access;
using Drover.Server.Demonstrations;
using Drover.Server.Storage;
using Drover.Server.Webhooks;

namespace Drover.Server.Hosting;

/// <summary>What the server was started with: options before variables before defaults. Immutable.</summary>
internal sealed record ServerSettings
{
    /// <summary>The port that the board is known by.</summary>
    public const int DefaultPort = 7180;

    private const string DemoFlag = "--demo";

    /// <summary>The address to listen on.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 for any that is free.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Names this start of the server.</summary>
    public string InstanceId { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>The state directory.</summary>
    public required string State { get; init; }

    /// <summary>The agent's command line, as the variable has it; null for the default agent.</summary>
    public string? AgentCommand { get; init; }

    /// <summary>Where agents work.</summary>
    public required string Workspace { get; init; }

    /// <summary>How many of the newest lines of a run are kept on its task.</summary>
    public int MaxLogLines { get; init; } = 50;

    /// <summary>How many runs may be live at once.</summary>
    public int Capacity { get; init; } = 1;

    /// <summary>How long a run may take; null for ever.</summary>
    public TimeSpan? TaskTimeout { get; init; }

    /// <summary>How long a run may be silent; null for ever.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>How long a run may take to end after the first signal of a stop.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long all runs together may take to end when the server stops.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For how long ended runs are kept with their logs; null for ever.</summary>
    public TimeSpan? LogRetention { get; init; }

    /// <summary>How many bytes of a run's output are kept: the head and the newest tail; null for all.</summary>
    public long? LogMax { get; init; }

    /// <summary>How many bytes of the output of all ended runs together are kept; null for all.</summary>
    public long? LogTotal { get; init; }

    /// <summary>How many of the daily copies of the database are kept; 0 for none.</summary>
    public int Backups { get; init; } = 7;

    /// <summary>Where deliveries of webhooks may go.</summary>
    public WebhookTargets WebhookTargets { get; init; } = WebhookTargets.Read(null);

    /// <summary>Which of them were given, and how: "option" or "environment" by the variable's name. What is not in it has its default.</summary>
    public ImmutableDictionary<string, string> Sources { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What becomes of live runs at SIGTERM and SIGINT.</summary>
    public ShutdownMode OnExit { get; init; } = ShutdownMode.Stop;

    /// <summary>What opens the server to others than its own user; null for nothing.</summary>
    public AccessToken? Token { get; init; }

    /// <summary>The path of a Unix socket to listen on instead of an address; null for none.</summary>
    public string? Socket { get; init; }

    /// <summary>The connection string of the PostgreSQL database that holds the board; null for a SQLite file in the state directory.</summary>
    public string? Database { get; init; }

    /// <summary>Whether an empty board is filled with work for the demo agent.</summary>
    public bool IsDemo { get; init; }

    /// <summary>Reads the options of <c>drover serve</c> and the variables.</summary>
    /// <param name="arguments">What stands behind "serve".</param>
    /// <param name="variable">Gives a variable's value; null when it is not set.</param>
    /// <exception cref="UsageException">One of them can't be met.</exception>
    public static ServerSettings Read(ReadOnlySpan<string> arguments, Func<string, string?> variable)
    {
        ImmutableDictionary<string, string>.Builder sources = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        string? Get(string name)
        {
            if (variable(name) is not { Length: > 0 } value) return null;
            sources[name] = "environment";
            return value;
        }
        Dictionary<string, string> options = ReadOptions(arguments);
        (string Name, string? Text) Either(string option, string name)
        {
            if (!options.TryGetValue(option, out string? text)) return (name, Get(name));
            sources[name] = "option";
            return (option, text);
        }

        IPAddress listen = Address(Either("--listen", "DROVER_LISTEN"));
        AccessToken? token = AccessToken.Read(variable);
        if (!IPAddress.IsLoopback(listen) && token is null)
            throw new UsageException($"{listen} can be reached by others: set DROVER_TOKEN or DROVER_TOKEN_FILE first ('head -c 24 /dev/urandom | base64' makes a token), or listen on 127.0.0.1.");
        var read = new ServerSettings
        {
            IsDemo = options.ContainsKey(DemoFlag),
            Database = Get("DROVER_DATABASE") is { } database ? PostgresAddress.Parse(database) : null,
            Listen = listen,
            Token = token,
            Socket = Either("--socket", "DROVER_SOCKET").Text is { } socket ? Path.GetFullPath(socket) : null,
            Port = Number(Either("--port", "DROVER_PORT"), 0, 65535) ?? DefaultPort,
            State = options.TryGetValue("--state", out string? state) ? Path.GetFullPath(state) : StateDirectory.Default,
            AgentCommand = Get("AGENT_COMMAND"),
            Workspace = Path.GetFullPath(Either("--workspace", "WORKSPACE_PATH").Text ?? "."),
            MaxLogLines = Number(("MAX_LOG_LINES", Get("MAX_LOG_LINES")), 1, 10_000) ?? 50,
            Capacity = Number(Either("--capacity", "DROVER_CAPACITY"), 1, 1000) ?? 1,
            OnExit = options.GetValueOrDefault("--on-exit") switch
            {
                null or "stop" => ShutdownMode.Stop,
                "leave" => ShutdownMode.Leave,
                "drain" => ShutdownMode.Drain,
                var other => throw new UsageException($"--on-exit: '{other}' is not stop, leave or drain."),
            },
            TaskTimeout = Duration("DROVER_TASK_TIMEOUT", Get("DROVER_TASK_TIMEOUT")),
            IdleTimeout = Duration("DROVER_IDLE_TIMEOUT", Get("DROVER_IDLE_TIMEOUT")),
            StopGrace = Duration("DROVER_STOP_GRACE", Get("DROVER_STOP_GRACE"), mayBeZero: true) ?? TimeSpan.FromSeconds(5),
            ShutdownGrace = Duration("DROVER_SHUTDOWN_GRACE", Get("DROVER_SHUTDOWN_GRACE"), mayBeZero: true) ?? TimeSpan.FromSeconds(10),
            LogRetention = Duration("DROVER_LOG_RETENTION", Get("DROVER_LOG_RETENTION")),
            LogMax = Size("DROVER_LOG_MAX", Get("DROVER_LOG_MAX")),
            LogTotal = Size("DROVER_LOG_TOTAL", Get("DROVER_LOG_TOTAL")),
            Backups = Number(("DROVER_BACKUPS", Get("DROVER_BACKUPS")), 0, 1000) ?? 7,
            WebhookTargets = Targets(Get("DROVER_WEBHOOK_HOSTS")),
        };
        ServerSettings settings = read with { Sources = sources.ToImmutable() };
        return settings.IsDemo ? DemoBoard.Apply(settings, hasCapacity: Either("--capacity", "DROVER_CAPACITY").Text is not null) : settings;
    }

    private static Dictionary<string, string> ReadOptions(ReadOnlySpan<string> arguments)
    {
        string[] known = ["--listen", "--port", "--state", "--workspace", "--capacity", "--on-exit", "--socket"];
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == DemoFlag)
            {
                options[DemoFlag] = "";
                continue;
            }
            string[] parts = arguments[i].Split('=', 2);
            if (!known.Contains(parts[0])) throw new UsageException($"'{arguments[i]}' is not known. Options: {string.Join(", ", known)}, {DemoFlag}; --help explains them.");
            if (parts.Length == 1 && i + 1 == arguments.Length) throw new UsageException($"{parts[0]} needs a value.");
            options[parts[0]] = parts.Length == 2 ? parts[1] : arguments[++i];
        }
        return options;
    }

    private static IPAddress Address((string Name, string? Text) given) => given.Text switch
    {
        null => IPAddress.Loopback,
        "localhost" => IPAddress.Loopback,
        var text => IPAddress.TryParse(text, out IPAddress? address) ? address : throw new UsageException($"{given.Name}: '{text}' is no address. Give one like 127.0.0.1."),
    };

    private static int? Number((string Name, string? Text) given, int least, int most)
    {
        if (given.Text is null) return null;
        return int.TryParse(given.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new UsageException($"{given.Name}: '{given.Text}' is not a number from {least} to {most}.");
    }

    private static long? Size(string name, string? text)
    {
        if (text is null) return null;
        int shift = char.ToUpperInvariant(text[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        return long.TryParse(text.AsSpan(0, text.Length - (shift > 0 ? 1 : 0)), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number is > 0 and < (1L << 33)
            ? number << shift
            : throw new UsageException($"{name}: '{text}' is no size. Give one like 500K, 256M or 2G.");
    }

    private static WebhookTargets Targets(string? text)
    {
        try
        {
            return WebhookTargets.Read(text);
        }
        catch (FormatException e)
        {
            throw new UsageException($"DROVER_WEBHOOK_HOSTS: {e.Message}. Give names, addresses or networks like hooks.example.org,*.example.net,10.0.0.0/8.");
        }
    }

    private static TimeSpan? Duration(string name, string? text, bool mayBeZero = false)
    {
        if (text is null) return null;
        return DurationText.TryParse(text) is { } duration && (mayBeZero || duration > TimeSpan.Zero)
            ? duration
            : throw new UsageException($"{name}: '{text}' is no duration. Give one like 500ms, 5s, 10m or 2h.");
    }
}
