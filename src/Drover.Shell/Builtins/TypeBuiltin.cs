using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>type</c>: Says what a command name means.</summary>
internal sealed class TypeBuiltin : Builtin
{
    public override string Name => "type";

    public override string Usage => "[-afptP] name...";

    public override string Summary => "Says what a command name means.";

    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool brief = false, all = false, noFunctions = false, pathIfFile = false, alwaysPath = false;
        var options = new OptionScan(fields, shell.Environment.Has(ShellOptions.Posix) ? "" : "tafpP");
        while (options.Next() is var option && option != '\0')
        {
            switch (option)
            {
                case 't': brief = true; break;
                case 'a': all = true; break;
                case 'f': noFunctions = true; break;
                case 'p': pathIfFile = true; break;
                case 'P': alwaysPath = true; break;
                default: return Misuse(shell, options.Describe(option));
            }
        }
        int status = 0;
        for (int i = options.Index; i < fields.Count; i++)
        {
            string name = fields[i];
            List<(string Kind, string Text)> meanings = CommandMeaning.All(shell, name, functions: !noFunctions, all);
            if (alwaysPath) meanings = [.. CommandMeaning.Files(shell, name, all).Select(file => ("file", file))];
            bool found = meanings.Count > 0;
            foreach ((string kind, string text) in all ? meanings : meanings.Take(1))
            {
                if (brief) shell.Output.WriteLine(kind);
                else if (alwaysPath) shell.Output.WriteLine(text);
                else if (!pathIfFile) shell.Output.WriteLine(CommandMeaning.Sentence(shell, name, kind, text));
                else if (kind == "file") shell.Output.WriteLine(text);
            }
            if (found) continue;
            if (brief || pathIfFile || alwaysPath) status = 1;
            else status = Failed(shell, $"{name}: not found");
        }
        return status;
    }
}
