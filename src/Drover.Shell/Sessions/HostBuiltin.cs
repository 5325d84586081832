// Constraints
//   A command of the host's is asynchronous and may take its time; the session's thread must stay reachable meanwhile, and a broken one must not break the session.
// Scheme
//   It runs on the thread pool with streams of its own copies of the descriptors; the session pumps its loop until it has ended. An exception is a message and status 1.

using System.Text;
using Drover.Engine;
using Drover.Shell.Builtins;
using Drover.Shell.Execution;
using Drover.Shell.Redirections;
using Drover.Shell.Variables;

namespace Drover.Shell.Sessions;

/// <summary>A command of the host's as a built-in.</summary>
internal sealed class HostBuiltin(ShellCommandAttribute description, IShellCommand command) : Builtin
{
    /// <summary>The error number of a write that nobody reads.</summary>
    public const int BrokenPipe = 32;

    // As a program that SIGINT or SIGPIPE has ended.
    private const int Failure = 1, Interrupted = 130, Unread = 141;

    public override string Name => description.Name;

    public override string Usage => description.Usage;

    public override string Summary => description.Description;

    // Only this process has it.
    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        OpenFile? output = shell.Environment.Descriptors[1];
        using MemoryStream? memory = output?.Capture is null ? null : new MemoryStream();
        int status = shell.Session!.Wait(Begin(shell, fields, memory));
        if (memory is not null) output!.Capture!.Write(memory.GetBuffer().AsSpan(0, (int)memory.Length));
        return status;
    }

    /// <summary>Lets it run beside the session, with copies of the descriptors as they are now.</summary>
    /// <param name="shell">The interpreter.</param>
    /// <param name="fields">Its name and operands.</param>
    /// <param name="memory">What its output is written to instead; null for its descriptor.</param>
    /// <param name="ends">Tells it to end; null for the evaluation's.</param>
    public Task<int> Begin(Interpreter shell, List<string> fields, Stream? memory, CancellationToken? ends = null)
    {
        SessionLink session = shell.Session!;
        _ = shell.Output.Flush();
        DescriptorTable table = shell.Environment.Descriptors;
        var context = new CommandContext
        {
            Session = session.Session,
            Name = Name,
            Arguments = [.. fields.Skip(1).Select(ShellStrings.Unicode)],
            Environment = Exported(shell.Environment.Variables),
            WorkingDirectory = ShellStrings.Unicode(LogicalPath.Current(shell.Environment, out _) ?? "/"),
            Input = DescriptorStream.Of(table[0], FileAccess.Read),
            Output = memory ?? DescriptorStream.Of(table[1], FileAccess.Write),
            Error = DescriptorStream.Of(table[2], FileAccess.Write),
            Cancelled = ends ?? session.Current?.Cancelled.Token ?? default,
        };
        return Task.Run(() => ExecuteAsync(context, ownsOutput: memory is null));
    }

    private async Task<int> ExecuteAsync(CommandContext context, bool ownsOutput)
    {
        ShellSession.Inside.Value = context.Session;
        try
        {
            return await command.ExecuteAsync(context).ConfigureAwait(false) & 0xFF;
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (IOException e) when (e.HResult == BrokenPipe)
        {
            return Unread;
        }
#pragma warning disable CA1031 // Whatever a host's command throws is that command's failure, not the session's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Say(context, e);
        }
        finally
        {
            await context.Input.DisposeAsync().ConfigureAwait(false);
            await context.Error.DisposeAsync().ConfigureAwait(false);
            if (ownsOutput) await context.Output.DisposeAsync().ConfigureAwait(false);
        }
    }

    private int Say(CommandContext context, Exception failure)
    {
        try
        {
            context.Error.Write(Encoding.UTF8.GetBytes($"{Name}: {failure.Message}\n"));
        }
        catch (Exception e) when (e is IOException or SystemCallException or ObjectDisposedException)
        {
            // Nobody reads it.
        }
        return Failure;
    }

    private static Dictionary<string, string> Exported(VariableTable variables)
    {
        var exported = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Variable variable in variables.All)
            if (variable.IsExported && variable.Value is { } value) exported[variable.Name] = ShellStrings.Unicode(value);
        return exported;
    }
}
