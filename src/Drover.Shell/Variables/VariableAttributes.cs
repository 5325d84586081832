namespace Drover.Shell.Variables;

/// <summary>What is special about a variable.</summary>
[Flags]
internal enum VariableAttributes
{
    None = 0,

    /// <summary>Commands get it in their environment.</summary>
    Exported = 1,

    /// <summary>It can be neither changed nor unset.</summary>
    ReadOnly = 2,

    /// <summary>Values are arithmetic expressions.</summary>
    Integer = 4,

    /// <summary>Values are made lower case.</summary>
    Lowercase = 8,

    /// <summary>Values are made upper case.</summary>
    Uppercase = 16,

    /// <summary>The value is the name of the variable meant.</summary>
    Reference = 32,

    /// <summary>The value is computed when it is asked for.</summary>
    Dynamic = 64,

    /// <summary>Traced, which means nothing (<c>declare -t</c>).</summary>
    Traced = 128,

    /// <summary>Values get a capital letter at the start and small ones behind it.</summary>
    Capitalized = 256,

    /// <summary>Those that change letters: a variable has one of them at most.</summary>
    Cases = Lowercase | Uppercase | Capitalized,
}
