namespace Drover.Testing;

/// <summary>The executable of hostile and talkative children, tests/Drover.TestPrograms; its verbs are in its Program.cs.</summary>
public static class TestPrograms
{
    /// <summary>The path of the native executable, which starts in about 2 ms.</summary>
    /// <exception cref="FileNotFoundException">It has not been built.</exception>
    public static string Path => Artifacts.Built("artifacts/test-programs/test-programs", "./build.sh --tests");

    /// <summary>The path of the program that asks for a run and is killed for it, tests/Drover.TestAsker.</summary>
    /// <exception cref="FileNotFoundException">It has not been built.</exception>
    public static string Asker => Artifacts.Built("artifacts/test-programs/test-asker", "./build.sh --tests");

    /// <summary>The path of the program that forks and catches signals, tests/Drover.TestForker.</summary>
    /// <exception cref="FileNotFoundException">It has not been built.</exception>
    public static string Forker => Artifacts.Built("artifacts/test-programs/test-forker", "./build.sh --tests");
}
