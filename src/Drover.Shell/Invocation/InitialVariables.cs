using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Shell.Builtins;
using Drover.Shell.Execution;
using Drover.Shell.Variables;

namespace Drover.Shell.Invocation;

/// <summary>The variables that the shell starts with (POSIX 2.5.3).</summary>
internal static class InitialVariables
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Fills the variables of an environment that has none.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="given">What is exported; null for what this process was started with.</param>
    public static void Fill(ExecutionEnvironment environment, ProcessEnvironment? given = null)
    {
        VariableTable variables = environment.Variables;
        foreach (ByteString entry in (given ?? ProcessEnvironment.Inherited).Entries)
        {
            string text = ShellText.From(entry);
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && !environment.Has(ShellOptions.Posix)) ExportedFunctions.TryRead(text, environment);
            if (equals <= 0 || !ShellText.IsName(text.AsSpan(0, equals))) continue;
            string name = text[..equals];
            variables.Set(name, text[(equals + 1)..]);
            variables.SetAttributes(name, VariableAttributes.Exported);
        }
        // IFS is not taken from the environment.
        variables.Replace("IFS", null);
        variables.Set("IFS", " \t\n");
        variables.Replace("OPTIND", null);
        variables.Set("OPTIND", "1");
        // A script that looks for PS1 wants to know whether somebody is there.
        if (environment.Has(ShellOptions.Posix) || environment.Has(ShellOptions.Interactive)) SetDefault(variables, "PS1", !environment.Has(ShellOptions.Posix) ? "\\u@\\h:\\w\\$ " : OwnProcess.EffectiveUser == 0 ? "# " : "$ ");
        if (environment.Has(ShellOptions.Posix) || environment.Has(ShellOptions.Interactive)) SetDefault(variables, "PS2", "> ");
        SetDefault(variables, "PS4", "+ ");
        variables.Replace("PPID", null);
        variables.Set("PPID", OwnProcess.ParentPid);
        if (variables.Get("PWD") is not { } claimed || !LogicalPath.IsHere(claimed, environment))
        {
            if (LogicalPath.Physical(environment, out _) is { } here) variables.Set("PWD", here);
            else variables.Unset("PWD");
        }
        variables.SetAttributes("PWD", VariableAttributes.Exported);
        variables.SetAttributes("OLDPWD", VariableAttributes.Exported);
        SetDefault(variables, "PATH", DefaultPath);
        Dynamic(variables, "LINENO");
        if (environment.Has(ShellOptions.Posix)) return;
        // As if it were not in the environment.
        variables.Replace("OPTERR", null);
        variables.Set("OPTERR", "1");
        foreach (string name in s_computed) Dynamic(variables, name);
        Constant(variables, "UID", OwnProcess.RealUser);
        Constant(variables, "EUID", OwnProcess.EffectiveUser);
        variables.SetAttributes("PPID", VariableAttributes.ReadOnly | VariableAttributes.Integer);
        string machine = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "aarch64" : "x86_64";
        variables.Set("HOSTTYPE", machine);
        variables.Set("OSTYPE", "linux-gnu");
        variables.Set("MACHTYPE", machine + "-pc-linux-gnu");
        SetDefault(variables, "HOSTNAME", ShellText.FromUnicode(System.Environment.MachineName));
        int level = int.TryParse(variables.Get("SHLVL"), out int outer) && outer >= 0 ? outer : 0;
        variables.Set("SHLVL", level + 1);
        variables.SetAttributes("SHLVL", VariableAttributes.Exported);
    }

    private static readonly string[] s_computed =
    [
        "RANDOM", "SECONDS", "SRANDOM", "EPOCHSECONDS", "EPOCHREALTIME", "BASHPID", "BASH_SUBSHELL", "BASH_COMMAND", "_", "PIPESTATUS", "FUNCNAME", "BASH_SOURCE", "BASH_LINENO", "DIRSTACK", "SHELLOPTS", "BASHOPTS",
    ];

    private static void Constant(VariableTable variables, string name, long value)
    {
        // What the environment says stays, as in bash: docker compose is told the user so.
        if (variables.Get(name) is null) variables.Set(name, value);
        variables.SetAttributes(name, VariableAttributes.ReadOnly | VariableAttributes.Integer);
    }

    private static void SetDefault(VariableTable variables, string name, string value)
    {
        if (variables.Get(name) is null) variables.Set(name, value);
    }

    private static void Dynamic(VariableTable variables, string name)
    {
        variables.Replace(name, null);
        variables.Set(name, "0");
        variables.SetAttributes(name, VariableAttributes.Dynamic);
    }
}
