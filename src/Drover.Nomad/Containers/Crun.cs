// Constraints
//   crun refuses to create a container where version 2 of control groups is mounted beside version 1 and has controllers; the host's mounts are not ours to change.
// Scheme
//   There, create runs in a mount namespace of its own in which that mount is gone: drover-shim makes it on the way, which saves three programs at each start. All else needs no trick.

using System.Collections.Immutable;
using System.Text.Json;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Spawning;
using Drover.Engine.StandardStreams;

namespace Drover.Nomad.Containers;

/// <summary>The command lines of crun, and those that are run here.</summary>
internal sealed class Crun(string executable, string root, ControlGroupLayout groups, IProcessEngine engine)
{
    /// <summary>The file that is executed under that name where it is not to last, which <c>top</c> then shows by the number in it; null for the name itself. See <see cref="CrunImage"/>.</summary>
    public ByteString? Image { get; init; }

    /// <summary>How control groups are mounted.</summary>
    public ControlGroupLayout Groups => groups;

    /// <summary>The command that creates a container and leaves its first process waiting.</summary>
    public ImmutableArray<ByteString> Create(string id, Bundle bundle)
    {
        return Bytes([executable, "--root", root, "--log", bundle.Log, "--log-format", "json", "create", "--bundle", bundle.Path, "--pid-file", bundle.PidFile, id]);
    }

    /// <summary>The command that lets it run.</summary>
    public ImmutableArray<ByteString> Start(string id, Bundle bundle) => Bytes([executable, "--root", root, "--log", bundle.Log, "--log-format", "json", "start", id]);

    /// <summary>The command that runs another program in it.</summary>
    /// <param name="id">The container.</param>
    /// <param name="user">As whom: without it crun takes root.</param>
    /// <param name="hasTerminal">Whether it gets a terminal; crun's own standard input is one then.</param>
    /// <param name="workingDirectory">Where, in the container.</param>
    /// <param name="pidFile">Where its pid is written: it outlives a crun that is killed. What crun says of itself is beside it, in a file that ends in ".log".</param>
    /// <param name="command">The program and its arguments.</param>
    public ImmutableArray<ByteString> Exec(string id, (uint User, uint Group) user, bool hasTerminal, string workingDirectory, string pidFile, IEnumerable<string> command) =>
        Bytes([executable, "--root", root, "--log", pidFile + ".log", "--log-format", "json", "exec", "--user", $"{user.User}:{user.Group}", "--cwd", workingDirectory, "--no-new-privs", "--pid-file", pidFile, .. hasTerminal ? (string[])["--tty"] : [], id, .. command]);

    /// <summary>Whether crun keeps anything of a container.</summary>
    public bool Knows(string id) => Directory.Exists(Path.Combine(root, id));

    /// <summary>Forgets a container; one that is not there is no error.</summary>
    /// <param name="id">The container.</param>
    /// <param name="evenIfAlive">Whether to end what is left of it; without it, one that lives stays.</param>
    public async Task DeleteAsync(string id, bool evenIfAlive = true)
    {
        // Starting crun for nothing would cost each task some milliseconds.
        if (!Knows(id)) return;
        using Pipeline delete = engine.Start(new ProcessSpec
        {
            Executable = Image ?? executable,
            Name = executable,
            Arguments = Bytes(["--root", root, "delete", .. evenIfAlive ? (string[])["--force"] : [], id]),
            Redirections = [Redirection.Null(0), Redirection.Null(1), Redirection.Null(2)],
        });
        await delete.Completion.ConfigureAwait(false);
    }

    /// <summary>The version, such as "1.8.1"; null when there is no crun.</summary>
    public async Task<string?> ReadVersionAsync()
    {
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        using (read)
        {
            try
            {
                using (write)
                {
                    _ = engine.Start(new ProcessSpec
                    {
                        Executable = executable,
                        Arguments = ["--version"],
                        Redirections = [Redirection.Null(0), Redirection.Descriptor(1, write), Redirection.Null(2)],
                    });
                }
            }
            catch (SpawnException)
            {
                return null;
            }
            byte[] text = new byte[4096];
            int length = 0, n;
            while (length < text.Length && (n = await Task.Run(() => read.Read(text.AsSpan(length))).ConfigureAwait(false)) > 0) length += n;
            string[] words = System.Text.Encoding.UTF8.GetString(text, 0, length).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            return words is ["crun", "version", var version, ..] ? version : null;
        }
    }

    /// <summary>What crun said in its log; null when it said nothing.</summary>
    /// <param name="log">The path of the log.</param>
    public static string? ReadError(string log)
    {
        if (!File.Exists(log)) return null;
        foreach (string line in File.ReadLines(log))
        {
            try
            {
                using JsonDocument record = JsonDocument.Parse(line);
                if (record.RootElement.TryGetProperty("level", out JsonElement level) && level.GetString() == "error" && record.RootElement.TryGetProperty("msg", out JsonElement text))
                    return text.GetString();
            }
            catch (JsonException)
            {
                return line;
            }
        }
        return null;
    }

    private static ImmutableArray<ByteString> Bytes(IEnumerable<string> words) => [.. words.Select(word => new ByteString(word))];
}
