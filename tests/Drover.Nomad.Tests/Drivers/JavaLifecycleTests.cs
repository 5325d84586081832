using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tests.TestSupport;

namespace Drover.Nomad.Tests.Drivers;

/// <summary>Ends of a JVM in a container, its tools, and a second JRE of the node.</summary>
public sealed class JavaLifecycleTests : DriverTest
{
    private const string Source = """
        import java.util.*;
        public class Ends {
            public static void main(String[] args) throws Exception {
                if (args[0].equals("heap")) {
                    List<byte[]> all = new ArrayList<>();
                    while (true) all.add(new byte[1 << 20]);
                }
                if (args[0].equals("native")) {
                    List<java.nio.ByteBuffer> all = new ArrayList<>();
                    while (true) { java.nio.ByteBuffer b = java.nio.ByteBuffer.allocateDirect(8 << 20); for (int i = 0; i < b.capacity(); i += 4096) b.put(i, (byte) 1); all.add(b); }
                }
                if (args[0].equals("hang")) Runtime.getRuntime().addShutdownHook(new Thread(() -> { System.out.println("hook began"); while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) { } } }));
                if (args[0].equals("version")) { System.out.println(System.getProperty("java.home")); return; }
                new java.io.File("/local/ready").createNewFile();
                Thread.sleep(120000);
            }
        }
        """;

    private static byte[]? s_class;

    public override async ValueTask InitializeAsync()
    {
        s_class ??= await JavaClasses.CompileAsync("Ends", Source);
        JavaClasses.MakeJar(Allocation["app/local/ends.jar"], "Main-Class: Ends\n", ("Ends.class", s_class));
        await base.InitializeAsync();
    }

    [Fact]
    public async Task Heap_that_is_full_is_an_end_of_the_jvms_own()
    {
        (_, string errors, ExitResult result) = await RunAsync(Java("heap", "-Xmx32m"));
        errors.ShouldContain("java.lang.OutOfMemoryError");
        (result.ExitCode, result.Signal, result.OomKilled).ShouldBe((1, 0, false));
    }

    [Fact]
    public async Task Memory_beside_the_heap_beyond_the_limit_is_a_kill()
    {
        TaskConfig task = Java("native", "-Xmx32m", "-XX:MaxDirectMemorySize=4g");
        task.Resources.LinuxResources.MemoryLimitBytes = 160L * 1024 * 1024;
        (_, _, ExitResult result) = await RunAsync(task);
        (result.ExitCode, result.Signal, result.OomKilled).ShouldBe((137, 9, true));
    }

    [Fact]
    public async Task Shutdown_hook_that_never_ends_is_killed_when_its_time_is_over()
    {
        Task<string> output = TestAllocation.ReadAsync(Allocation.OutputPath), errors = TestAllocation.ReadAsync(Allocation.ErrorsPath);
        TaskConfig task = Java("hang");
        await StartAsync(task);
        await WaitForFileAsync("app/local/ready");
        await StopAsync(task, 3);
        (await WaitAsync(task)).ExitCode.ShouldBe(137);
        (await output).ShouldBe("hook began\n");
        await errors;
    }

    [Fact]
    public async Task Tools_of_the_jdk_see_the_jvm_from_inside()
    {
        TaskConfig task = Java("wait");
        await StartAsync(task);
        await WaitForFileAsync("app/local/ready");
        (string output, string errors, int status) = await ExecAsync(task, "/bin/sh", "-c", "jcmd 1 VM.flags -all | grep -c UseContainerSupport && jstack 1 | grep -c '\"main\"'");
        errors.ShouldBeEmpty();
        (output, status).ShouldBe(("1\n1\n", 0));
        // A thread dump on standard output, as people know it.
        await Host.CallAsync(Driver + "SignalTask", new SignalTaskRequest { TaskId = task.Id, Signal = "SIGQUIT" }, SignalTaskResponse.Parser);
        await StopAsync(task, 20);
        (await WaitAsync(task)).ExitCode.ShouldBe(143);
    }

    [Fact]
    public async Task Second_jre_of_the_node_is_chosen_by_its_version_or_its_place()
    {
        string real = Path.GetDirectoryName(Path.GetDirectoryName(File.ResolveLinkTarget("/usr/bin/java", returnFinalTarget: true)!.FullName))!;
        string own = Allocation["jres/other"];
        Directory.CreateDirectory(Path.Combine(own, "bin"));
        // The launcher finds the virtual machine from where it is itself, and that says where it is: links do for all else.
        Directory.CreateDirectory(Path.Combine(own, "lib/server"));
        foreach (string name in (string[])["bin/java", "lib/server/libjvm.so"]) File.Copy(Path.Combine(real, name), Path.Combine(own, name));
        Directory.CreateSymbolicLink(Path.Combine(own, "conf"), Path.Combine(real, "conf"));
        foreach (string path in Directory.EnumerateFileSystemEntries(Path.Combine(real, "lib")).Where(path => Path.GetFileName(path) != "server"))
            File.CreateSymbolicLink(Path.Combine(own, "lib", Path.GetFileName(path)), path);
        await File.WriteAllTextAsync(Path.Combine(own, "release"), "JAVA_VERSION=\"99.1\"\nIMPLEMENTOR=\"Test\"\n");
        (await ConfigureAsync(("jre_paths", new[] { Allocation["jres"] }))).Code.ShouldBe(0);
        TaskConfig task = Allocation.Task(("jar_path", "local/ends.jar"), ("args", new[] { "version" }), ("java_version", "99"));
        (await RunAsync(task)).Output.ShouldBe(own + "\n");
        task = Allocation.Task(("jar_path", "local/ends.jar"), ("args", new[] { "version" }), ("jre", real));
        (await RunAsync(task)).Output.ShouldBe(real + "\n");
        (await RefusalAsync(Allocation.Task(("jar_path", "local/ends.jar"), ("jre", "/usr/lib")))).Message
            .ShouldBe("jre \"/usr/lib\" is no JRE on this node: there is no bin/java in it, or it does not say its version. Name the JRE's directory, or set java_version.");
        int stream = await Host.OpenAsync(Driver + "Fingerprint", new FingerprintRequest());
        FingerprintResponse fingerprint = FingerprintResponse.Parser.ParseFrom((await Host.NextAsync(stream)).Data);
        fingerprint.Attributes["driver.milo.java.99"].StringVal.ShouldBe("99.1");
        fingerprint.Attributes["driver.milo.java.99.vendor"].StringVal.ShouldBe("Test");
    }

    private TaskConfig Java(string what, params string[] options) => Allocation.Task(("jar_path", "local/ends.jar"), ("args", new[] { what }), ("java_version", "17"), ("jvm_options", options));
}
