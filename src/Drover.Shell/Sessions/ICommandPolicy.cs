namespace Drover.Shell.Sessions;

/// <summary>Decides what the commands of a session may be. No sandbox: what a program does when it runs, and which files are redirected to, is not asked about.</summary>
public interface ICommandPolicy
{
    /// <summary>Decides about one command before it is executed. It may take its time, to ask somebody for example: the session waits, and can be interrupted.</summary>
    /// <param name="request">The command.</param>
    /// <param name="cancellation">The evaluation is to end: nobody waits for the answer any more.</param>
    ValueTask<CommandDecision> DecideAsync(CommandRequest request, CancellationToken cancellation);
}
