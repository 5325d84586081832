using Drover.Engine.Processes;
using Drover.Shell.Execution;
using Drover.Shell.Prompts;

namespace Drover.Shell.Builtins;

/// <summary><c>bind</c>: Says what keys do while a line is edited.</summary>
internal sealed class BindBuiltin : Builtin
{
    public override string Name => "bind";

    public override string Usage => "[-lpPsSvVX] [-m keymap] [-f file] [-q function] [-u function] [-r keys] [-x '\"keys\": command'] [line of an inputrc file...]";

    public override string Summary => "Says what keys do while a line is edited.";

    public override bool IsExtension => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        var wishes = new List<(char Option, string Argument)>();
        string? keymap = null;
        var options = new OptionScan(fields, "lpPsSvVXm:f:q:u:r:x:");
        while (options.Next() is var option && option != '\0')
        {
            if (option is '?' or ':') return Misuse(shell, options.Describe(option));
            if (option == 'm') keymap = options.Argument;
            else wishes.Add((option, options.Argument ?? ""));
        }
        if (shell.Reader?.Keys is not { } keys)
        {
            // A start-up file that is read by scripts too goes on, as in bash.
            shell.Error("bind: warning: line editing not enabled");
            return 0;
        }
        keys.UsesViKeys = shell.Environment.Has(ShellOptions.Vi);
        if (keymap is not null && !keys.IsKeymap(keymap)) return Failed(shell, $"{keymap}: there is no such keymap");
        int status = 0;
        foreach ((char option, string argument) in wishes) status = Math.Max(status, Do(shell, keys, option, argument, keymap));
        foreach (string line in fields.Skip(options.Index))
        {
            if (line.Trim().Split([' ', '\t'], 2) is ["$include", var file])
            {
                // One that is not there is no mistake, as in a file.
                _ = InputrcFile.Read(shell, keys, file.Trim());
                continue;
            }
            string? mistake = null;
            InputrcFile.Change(shell, keys, () => mistake = keys.Apply(line, keymap));
            if (mistake is not null) status = Failed(shell, mistake);
        }
        return status;
    }

    private int Do(Interpreter shell, IEditorKeys keys, char option, string argument, string? keymap)
    {
        if (option is 'q' or 'u' && !keys.Functions.Contains(argument)) return Failed(shell, $"{argument}: there is no such function; bind -l lists them");
        switch (option)
        {
            case 'l':
                foreach (string name in keys.Functions) shell.Output.WriteLine(name);
                return 0;
            case 'f':
                return InputrcFile.Read(shell, keys, argument) is not 0 and var errno ? Failed(shell, $"{argument}: {ErrnoText.Describe(errno)}") : 0;
            case 'q':
                IReadOnlyList<string> bound = keys.KeysOf(argument, keymap);
                shell.Output.WriteLine(bound.Count == 0 ? $"{argument} is not bound to any keys." : $"{argument} can be invoked via {string.Join(", ", bound.Select(each => $"\"{each}\""))}.");
                return bound.Count == 0 ? 1 : 0;
            case 'u':
                keys.UnbindFunction(argument, keymap);
                return 0;
            case 'r':
                return keys.Unbind(argument, keymap) is { } wrong ? Failed(shell, wrong) : 0;
            case 'x':
                return keys.ApplyCommand(argument, keymap) is { } mistake ? Failed(shell, mistake) : 0;
            default:
                foreach (string line in keys.List(option, keymap)) shell.Output.WriteLine(line);
                return 0;
        }
    }
}
