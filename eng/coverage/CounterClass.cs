using System.Runtime.InteropServices;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Drover.Coverage;

/// <summary>The class with the counters that an assembly gets, and the code that counts.</summary>
internal sealed class CounterClass
{
    private const int ReadWrite = 2;
    private const int CloseOnExec = 0x80000;
    private const int Shared = 1;
    private const int PrivateAnonymous = 0x22;
    private readonly ModuleDefinition _module;
    private readonly TypeDefinition _type;
    private readonly FieldDefinition _counters;

    public CounterClass(ModuleDefinition module)
    {
        _module = module;
        _type = new TypeDefinition("", "<CoverageCounters>", TypeAttributes.Class | TypeAttributes.NotPublic | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit, module.TypeSystem.Object);
        _counters = new FieldDefinition("Counters", FieldAttributes.Assembly | FieldAttributes.Static | FieldAttributes.InitOnly, module.TypeSystem.IntPtr);
        _type.Fields.Add(_counters);
        module.Types.Add(_type);
    }

    public void CountBefore(MethodBody body, Instruction statement, int index)
    {
        Instruction[] code =
        [
            Instruction.Create(OpCodes.Ldsfld, _counters), Instruction.Create(OpCodes.Ldc_I4, index), Instruction.Create(OpCodes.Add),
            Instruction.Create(OpCodes.Ldc_I4_1), Instruction.Create(OpCodes.Stind_I1),
        ];
        ILProcessor processor = body.GetILProcessor();
        foreach (Instruction instruction in code) processor.InsertBefore(statement, instruction);
        Redirect(body, statement, code[0]);
    }

    /// <summary>Writes the initializer, which maps the file.</summary>
    public void Complete(string path, int length)
    {
        TypeSystem types = _module.TypeSystem;
        MethodDefinition open = Libc("open", types.Int32, types.IntPtr, types.Int32);
        MethodDefinition map = Libc("mmap", types.IntPtr, types.IntPtr, types.IntPtr, types.Int32, types.Int32, types.Int32, types.IntPtr);
        MethodDefinition close = Libc("close", types.Int32, types.Int32);
        var initializer = new MethodDefinition(".cctor", MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName | MethodAttributes.HideBySig, types.Void);
        _type.Methods.Add(initializer);
        initializer.Body.InitLocals = true;
        initializer.Body.Variables.Add(new VariableDefinition(types.Int32));
        ILProcessor il = initializer.Body.GetILProcessor();
        // Marshalling of strings may be off in the assembly.
        il.Emit(OpCodes.Ldstr, path);
        il.Emit(OpCodes.Call, _module.ImportReference(typeof(Marshal).GetMethod(nameof(Marshal.StringToCoTaskMemUTF8), [typeof(string)])));
        il.Emit(OpCodes.Ldc_I4, ReadWrite | CloseOnExec);
        il.Emit(OpCodes.Call, open);
        il.Emit(OpCodes.Stloc_0);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Ldc_I4, Math.Max(length, 1));
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Ldc_I4_3);
        Instruction isOpen = Instruction.Create(OpCodes.Ldc_I4, Shared);
        Instruction rest = Instruction.Create(OpCodes.Ldloc_0);
        il.Emit(OpCodes.Ldloc_0);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Bge, isOpen);
        il.Emit(OpCodes.Ldc_I4, PrivateAnonymous);
        il.Emit(OpCodes.Br, rest);
        il.Append(isOpen);
        il.Append(rest);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Call, map);
        il.Emit(OpCodes.Stsfld, _counters);
        il.Emit(OpCodes.Ldloc_0);
        il.Emit(OpCodes.Call, close);
        il.Emit(OpCodes.Pop);
        il.Emit(OpCodes.Ret);
    }

    private MethodDefinition Libc(string name, TypeReference returns, params TypeReference[] parameters)
    {
        ModuleReference? libc = _module.ModuleReferences.FirstOrDefault(module => module.Name == "libc");
        if (libc is null) _module.ModuleReferences.Add(libc = new ModuleReference("libc"));
        var method = new MethodDefinition(name, MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.HideBySig | MethodAttributes.PInvokeImpl, returns)
        {
            ImplAttributes = MethodImplAttributes.PreserveSig,
            PInvokeInfo = new PInvokeInfo(PInvokeAttributes.NoMangle | PInvokeAttributes.CallConvCdecl, name, libc),
        };
        foreach (TypeReference parameter in parameters) method.Parameters.Add(new ParameterDefinition(parameter));
        _type.Methods.Add(method);
        return method;
    }

    private static void Redirect(MethodBody body, Instruction from, Instruction to)
    {
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.Operand == from) instruction.Operand = to;
            else if (instruction.Operand is Instruction[] targets)
            {
                for (int i = 0; i < targets.Length; i++)
                    if (targets[i] == from) targets[i] = to;
            }
        }
        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            if (handler.TryStart == from) handler.TryStart = to;
            if (handler.TryEnd == from) handler.TryEnd = to;
            if (handler.HandlerStart == from) handler.HandlerStart = to;
            if (handler.HandlerEnd == from) handler.HandlerEnd = to;
            if (handler.FilterStart == from) handler.FilterStart = to;
        }
    }
}
