// Constraints
//   What runs may be native, forked, replaced by execve(2) or killed at any moment: a count that is written at the end of a process would be lost.
// Scheme
//   Each assembly gets a class whose initializer maps a file of one byte a statement, shared; before each statement a 1 is stored into its byte. Nobody has to write anything at the end.
//   A process that cannot open the file (another user, no descriptor left) counts into memory of its own.

using System.Globalization;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Drover.Coverage;

/// <summary>Puts counters into an assembly.</summary>
internal static class Instrumenter
{
    public static void Instrument(string assembly, string output, string hits, string kind)
    {
        Directory.CreateDirectory(output);
        Directory.CreateDirectory(hits);
        string name = Path.GetFileNameWithoutExtension(assembly);
        string counts = Path.GetFullPath(Path.Combine(hits, $"{name}-{kind}.hits"));
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(Path.GetFullPath(assembly)));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        using AssemblyDefinition definition = AssemblyDefinition.ReadAssembly(assembly, new ReaderParameters { ReadSymbols = true, AssemblyResolver = resolver });
        ModuleDefinition module = definition.MainModule;
        MethodDefinition[] methods = [.. module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody && method.DebugInformation.HasSequencePoints)];
        var table = new CounterClass(module);
        var points = new List<string>();
        foreach (MethodDefinition method in methods)
        {
            method.Body.SimplifyMacros();
            foreach (SequencePoint point in method.DebugInformation.SequencePoints.Where(point => !point.IsHidden && !IsGenerated(point.Document.Url)).ToArray())
            {
                Instruction? statement = method.Body.Instructions.FirstOrDefault(instruction => instruction.Offset == point.Offset);
                if (statement is null) continue;
                table.CountBefore(method.Body, statement, points.Count);
                points.Add(string.Create(CultureInfo.InvariantCulture, $"{point.StartLine}\t{point.Document.Url}"));
            }
        }
        // Offsets are computed anew only when the assembly is written, so that those of the symbols were good until here.
        foreach (MethodDefinition method in methods) method.Body.OptimizeMacros();
        table.Complete(counts, points.Count);
        definition.Write(Path.Combine(output, name + ".dll"));
        File.WriteAllLines(Path.ChangeExtension(counts, ".points"), points);
        File.WriteAllBytes(counts, new byte[points.Count]);
        // Tests start programs as other users, too.
        File.SetUnixFileMode(counts, (UnixFileMode)Convert.ToInt32("666", 8));
    }

    private static bool IsGenerated(string document) => document.Contains("/obj/", StringComparison.Ordinal) || document.EndsWith(".g.cs", StringComparison.Ordinal);
}
