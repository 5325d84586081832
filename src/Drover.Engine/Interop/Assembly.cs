using System.Runtime.InteropServices;

// libc comes from the system's own search path, never from beside the assembly.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
// Structures of the kernel are passed as pointers to blittable memory; nothing needs the runtime's marshalling.
[assembly: System.Runtime.CompilerServices.DisableRuntimeMarshalling]
