using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary>A command that the shell carries out itself.</summary>
internal abstract class Builtin
{
    public abstract string Name { get; }

    /// <summary>What <c>help</c> shows: the operands.</summary>
    public abstract string Usage { get; }

    /// <summary>What it does, in one line.</summary>
    public abstract string Summary { get; }

    /// <summary>Whether it is special (POSIX 2.14): its assignments stay, its errors end a shell that is not interactive.</summary>
    public virtual bool IsSpecial => false;

    /// <summary>Whether it only reads and writes what a subshell copies, so that nobody can tell that it ran in the parent's process.</summary>
    public virtual bool IsPure => false;

    /// <summary>Whether its redirections stay (exec without operands).</summary>
    public virtual bool KeepsRedirections(List<string> fields) => false;

    /// <summary>Whether POSIX wants it to be found on PATH like a program: it is not intrinsic.</summary>
    public virtual bool NeedsPath => false;

    /// <summary>Whether POSIX mode does not have it: its name means a program there.</summary>
    public virtual bool IsExtension => false;

    /// <summary>Whether a failed assignment of it is one of the shell's.</summary>
    public virtual bool IsDeclaration => false;

    /// <summary>Carries it out; the first field is its name. Returns its exit status.</summary>
    public abstract int Run(Interpreter shell, List<string> fields);

    /// <summary>Says what is wrong with its use: status 2.</summary>
    protected int Misuse(Interpreter shell, string message)
    {
        shell.Error($"{Name}: {message}");
        return IsSpecial ? shell.AbortUnlessInteractive(2) : 2;
    }

    /// <summary>Says what went wrong: status 1.</summary>
    protected int Failed(Interpreter shell, string message)
    {
        shell.Error($"{Name}: {message}");
        return 1;
    }
}
