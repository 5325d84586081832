using System.Diagnostics.CodeAnalysis;

namespace Drover.Shell.Builtins;

/// <summary>The built-ins by name.</summary>
internal static class BuiltinTable
{
    private static readonly Dictionary<string, Builtin> s_all = Make();

    /// <summary>All of them, in no order.</summary>
    public static IReadOnlyCollection<Builtin> All => s_all.Values;

    /// <summary>The built-in of that name, or null.</summary>
    public static Builtin? Find(string name) => s_all.GetValueOrDefault(name);

    [SuppressMessage("Maintainability", "CA1506", Justification = "This is the place that knows them all.")]
    private static Dictionary<string, Builtin> Make()
    {
        Builtin[] list =
        [
            new ColonBuiltin(), new TrueBuiltin(), new FalseBuiltin(), new EchoBuiltin(), new BreakBuiltin(), new ContinueBuiltin(), new ReturnBuiltin(), new ExitBuiltin(),
            new EvalBuiltin(), new DotBuiltin("."), new DotBuiltin("source"), new ExportBuiltin(), new ReadonlyBuiltin(), new SetBuiltin(), new ShiftBuiltin(), new UnsetBuiltin(),
            new TestBuiltin("test"), new TestBuiltin("["), new CdBuiltin(), new PwdBuiltin(), new LocalBuiltin(), new FgBuiltin(), new BgBuiltin(), new ReadBuiltin(), new PrintfBuiltin(), new AliasBuiltin(),
            new UnaliasBuiltin(), new CommandBuiltin(), new TypeBuiltin(), new HashBuiltin(), new GetoptsBuiltin(), new WaitBuiltin(), new JobsBuiltin(), new KillBuiltin(), new ExecBuiltin(),
            new TrapBuiltin(), new TimesBuiltin(), new UmaskBuiltin(), new UlimitBuiltin(), new LetBuiltin(), new DeclareBuiltin("declare"), new DeclareBuiltin("typeset"), new BuiltinBuiltin(),
            new ShoptBuiltin(), new DirectoryStackBuiltin("pushd"), new DirectoryStackBuiltin("popd"), new DirectoryStackBuiltin("dirs"), new MapfileBuiltin("mapfile"), new MapfileBuiltin("readarray"), new CallerBuiltin(), new HistoryBuiltin(), new FcBuiltin(),
            new DisownBuiltin(), new SuspendBuiltin(), new LimitBuiltin(), new KeepBuiltin(), new TreeBuiltin(), new StatsBuiltin(),
            new CompleteBuiltin(), new CompgenBuiltin(), new CompoptBuiltin(), new BindBuiltin(), new EnableBuiltin(), new HelpBuiltin(), new LogoutBuiltin(),
        ];
        var table = new Dictionary<string, Builtin>(list.Length, StringComparer.Ordinal);
        foreach (Builtin builtin in list) table.Add(builtin.Name, builtin);
        return table;
    }
}
