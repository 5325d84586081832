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
    private const int Failure = 1;

    public override string Name => description.Name;

    public override string Usage => description.Usage;

    public override string Summary => description.Description;

    // Only this process has it.
    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        SessionLink session = shell.Session!;
        _ = shell.Output.Flush();
        OpenFile? output = shell.Environment.Descriptors[1];
        using var memory = new MemoryStream();
        using Stream input = DescriptorStream.Of(shell.Environment.Descriptors[0], FileAccess.Read);
        using Stream written = output?.Capture is null ? DescriptorStream.Of(output, FileAccess.Write) : memory;
        using Stream errors = DescriptorStream.Of(shell.Environment.Descriptors[2], FileAccess.Write);
        var context = new CommandContext
        {
            Session = session.Session,
            Name = Name,
            Arguments = [.. fields.Skip(1).Select(ShellStrings.Unicode)],
            Environment = Exported(shell.Environment.Variables),
            WorkingDirectory = ShellStrings.Unicode(LogicalPath.Current(shell.Environment, out _) ?? "/"),
            Input = input,
            Output = written,
            Error = errors,
            Cancelled = session.Current?.Cancelled.Token ?? default,
        };
        int status = Wait(session, Start(context));
        if (output?.Capture is { } capture) capture.Write(memory.GetBuffer().AsSpan(0, (int)memory.Length));
        return status;
    }

    private Task<int> Start(CommandContext context) => Task.Run(async () =>
    {
        ShellSession.Inside.Value = context.Session;
        try
        {
            return await command.ExecuteAsync(context).ConfigureAwait(false) & 0xFF;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (IOException e) when (e is not FileNotFoundException and not DirectoryNotFoundException)
        {
            // As a program whose reader has gone.
            return Say(context, e);
        }
#pragma warning disable CA1031 // Whatever a host's command throws is that command's failure, not the session's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Say(context, e);
        }
    });

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

    private static int Wait(SessionLink session, Task<int> task)
    {
        _ = task.ContinueWith(_ => session.Loop.Post(static () => { }), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        while (!task.IsCompleted) session.Loop.RunOnce(Timeout.InfiniteTimeSpan);
        return task.GetAwaiter().GetResult();
    }

    private static Dictionary<string, string> Exported(VariableTable variables)
    {
        var exported = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Variable variable in variables.All)
            if (variable.IsExported && variable.Value is { } value) exported[variable.Name] = ShellStrings.Unicode(value);
        return exported;
    }
}
