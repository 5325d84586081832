using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>pushd</c>, <c>popd</c> and <c>dirs</c>: goes to directories and back.</summary>
internal sealed class DirectoryStackBuiltin(string name) : Builtin
{
    public override string Name => name;

    public override string Usage => name switch { "pushd" => "[-n] [directory | +n | -n]", "popd" => "[-n] [+n | -n]", _ => "[-clpv] [+n | -n]" };

    public override string Summary => name switch
    {
        "pushd" => "Goes to a directory and remembers the present one.",
        "popd" => "Goes back to the directory remembered last.",
        _ => "Shows the directories that are remembered.",
    };

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        List<string> directories = DirectoryStack.All(shell.Environment);
        return name switch { "pushd" => Push(shell, fields, directories), "popd" => Pop(shell, fields, directories), _ => Show(shell, fields, directories) };
    }

    private int Push(Interpreter shell, List<string> fields, List<string> directories)
    {
        int i = 1;
        bool stays = fields.Count > 1 && fields[1] == "-n";
        if (stays) i++;
        if (fields.Count > i && fields[i] == "--") i++;
        if (fields.Count > i + 1) return Misuse(shell, "too many operands");
        if (fields.Count == i)
        {
            if (directories.Count < 2) return Failed(shell, "there is no other directory");
            (directories[0], directories[1]) = (directories[1], directories[0]);
        }
        else if (DirectoryStack.IndexOf(fields[i], directories.Count) is >= 0 and var index) directories = [.. directories[index..], .. directories[..index]];
        else if (fields[i].Length > 1 && fields[i][0] is '+' or '-' && char.IsAsciiDigit(fields[i][1])) return Failed(shell, $"{fields[i]}: there are only {directories.Count} directories");
        else directories.Insert(stays ? 1 : 0, fields[i]);
        return Go(shell, directories, stays);
    }

    private int Pop(Interpreter shell, List<string> fields, List<string> directories)
    {
        int i = 1;
        bool stays = fields.Count > 1 && fields[1] == "-n";
        if (stays) i++;
        if (fields.Count > i && fields[i] == "--") i++;
        int index = fields.Count > i ? DirectoryStack.IndexOf(fields[i], directories.Count) : stays ? 1 : 0;
        if (fields.Count > i && index < 0) return Failed(shell, $"{fields[i]}: no such directory is remembered");
        if (directories.Count < 2) return Failed(shell, "no directory is remembered");
        directories.RemoveAt(index);
        return Go(shell, directories, stays || index > 0);
    }

    private int Go(Interpreter shell, List<string> directories, bool stays)
    {
        if (!stays)
        {
            int status = BuiltinTable.Find("cd")!.Run(shell, ["cd", "--", directories[0]]);
            if (status != 0) return status;
        }
        shell.Environment.PushedDirectories = [.. directories.Skip(1)];
        return Show(shell, ["dirs"], DirectoryStack.All(shell.Environment));
    }

    private int Show(Interpreter shell, List<string> fields, List<string> directories)
    {
        bool full = false, lines = false, numbers = false;
        int index = -1;
        foreach (string field in fields.Skip(1))
        {
            if (DirectoryStack.IndexOf(field, directories.Count) is >= 0 and var found)
            {
                index = found;
                continue;
            }
            if (field.Length < 2 || field[0] != '-') return Misuse(shell, $"{field}: no such directory is remembered");
            foreach (char letter in field.AsSpan(1))
            {
                switch (letter)
                {
                    case 'c':
                        shell.Environment.PushedDirectories = [];
                        return 0;
                    case 'l': full = true; break;
                    case 'p': lines = true; break;
                    case 'v': lines = numbers = true; break;
                    default: return Misuse(shell, $"-{letter}: unknown option");
                }
            }
        }
        string? home = shell.Environment.Variables.Get("HOME");
        string Shown(string path) => !full && home is { Length: > 1 } && path.StartsWith(home, StringComparison.Ordinal) && (path.Length == home.Length || path[home.Length] == '/') ? "~" + path[home.Length..] : path;
        if (index >= 0)
        {
            shell.Output.WriteLine(Shown(directories[index]));
            return 0;
        }
        if (!lines) shell.Output.WriteLine(string.Join(' ', directories.Select(Shown)));
        else
            for (int i = 0; i < directories.Count; i++) shell.Output.WriteLine(numbers ? $"{i,2}  {Shown(directories[i])}" : Shown(directories[i]));
        return 0;
    }
}
