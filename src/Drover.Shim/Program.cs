using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Engine.Spawning;
using Drover.Shim;

// The arguments as bytes: a path or an argument need not be UTF-8.
ReadOnlySpan<ByteString> arguments = ProcessEnvironment.OwnArguments.AsSpan();
ByteString verb = arguments.Length > 1 ? arguments[1] : default;
if (verb == "exec") return ExecHelper.Run(arguments[2..]);
if (verb == "hold" && arguments.Length == 3) return Holder.Hold(arguments[2].ToString());
if (verb == "--version")
{
    new Descriptor(1).TryWrite(Encoding.UTF8.GetBytes($"{typeof(Holder).Assembly.GetName().Version?.ToString(3)}\n"), out _);
    return 0;
}
new Descriptor(2).TryWrite("drover-shim holds one run of drover; it is started by 'drover run' and is of no use by hand.\n"u8, out _);
return 125;
