using System.IO.Compression;
using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tests.TestSupport;
using Google.Protobuf.WellKnownTypes;

namespace Drover.Nomad.Tests.Drivers;

/// <summary>JARs that are compiled here, run by a real JVM in a container.</summary>
public sealed class JavaTaskTests : IAsyncLifetime
{
    private const string Driver = "/hashicorp.nomad.plugins.drivers.proto.Driver/";

    private const string Source = """
        public class Hello {
            public static void main(String[] args) throws Exception {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook ran")));
                System.out.println("java " + Runtime.version().feature() + " " + String.join(",", args) + " " + System.getProperty("user.name"));
                System.out.println("heap below 300 MB: " + (Runtime.getRuntime().maxMemory() < 300L << 20));
                System.err.println("to standard error");
                if (args.length > 0 && args[0].equals("wait")) Thread.sleep(60000);
                System.exit(5);
            }
        }
        """;

    private readonly TestAllocation _allocation = new();
    private GoHost _host = null!;

    private string Jar => _allocation["app/local/hello.jar"];

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_allocation["Hello.java"], Source);
        using (var engine = new ProcessEngine())
        {
            ProcessSpec compiler = ProcessSpec.Of("javac", "--release", "17", "-d", _allocation["classes"], _allocation["Hello.java"]) with { Redirections = [Redirection.Null(0)] };
            (await engine.Start(compiler).Completion).ExitStatus.ShouldBe(0);
        }
        MakeJar("Main-Class: Hello\n");
        _host = await GoHost.StartAsync(variables: [new("DROVER_STATE", _allocation.State)]);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _allocation.Dispose();
    }

    [Fact]
    public async Task Jar_runs_with_the_jre_that_was_asked_for_and_sees_its_limits()
    {
        Task<string> output = TestAllocation.ReadAsync(_allocation.OutputPath), errors = TestAllocation.ReadAsync(_allocation.ErrorsPath);
        TaskConfig task = _allocation.Task(("jar_path", "local/hello.jar"), ("args", (string[])["a", "b"]), ("java_version", "17"));
        await StartAsync(task);
        (await WaitAsync(task)).ExitCode.ShouldBe(5);
        (await output).ShouldBe("java 17 a,b nobody\nheap below 300 MB: true\nhook ran\n");
        (await errors).ShouldBe("to standard error\n");
    }

    [Fact]
    public async Task Class_is_run_with_options_and_stopped_with_its_hook()
    {
        Task<string> output = TestAllocation.ReadAsync(_allocation.OutputPath), errors = TestAllocation.ReadAsync(_allocation.ErrorsPath);
        TaskConfig task = _allocation.Task(("jar_path", "local/hello.jar"), ("class", "Hello"), ("jvm_options", (string[])["-Xmx64m"]), ("args", (string[])["wait"]), ("java_version", "17"));
        await StartAsync(task);
        await Testing.Eventually.IsTrueAsync(() => new Drover.Runs.RunStore(_allocation.State) is var store && LogBytes(store) > 60, TimeSpan.FromSeconds(60));
        await _host.CallAsync(Driver + "StopTask", new StopTaskRequest { TaskId = task.Id, Timeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(20)) }, StopTaskResponse.Parser);
        (await WaitAsync(task)).ExitCode.ShouldBe(143);
        (await output).ShouldEndWith("hook ran\n");
        (await errors).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("no main", "jar_path \"local/hello.jar\" names no Main-Class in its manifest. Build it as an executable JAR, or set class to the class to run.")]
    [InlineData("no manifest", "jar_path \"local/hello.jar\" has no manifest. Build it with 'jar --create --main-class …', or set class to the class to run.")]
    [InlineData("other main", "jar_path \"local/hello.jar\" names Absent as its Main-Class and does not contain it. Build it again with that class.")]
    [InlineData("too new", "jar_path \"local/hello.jar\" is built for Java 99, and the JRE chosen on this node is 17.")]
    [InlineData("no class", "Hello in jar_path \"local/hello.jar\" is no class file. Build it again.")]
    [InlineData("cut off", "jar_path \"local/hello.jar\" is not a whole JAR (")]
    [InlineData("java 3", "java_version \"3\" is not on this node; it has ")]
    public async Task Jar_that_can_not_be_run_is_refused_with_a_sentence(string what, string message)
    {
        switch (what)
        {
            case "no main":
                MakeJar("");
                break;
            case "no manifest":
                MakeJar(null);
                break;
            case "other main":
                MakeJar("Main-Class: Absent\n");
                break;
            case "too new":
                MakeJar("Main-Class: Hello\n", bytes => bytes[7] = 44 + 99);
                break;
            case "no class":
                MakeJar("Main-Class: Hello\n", bytes => bytes[0] = 0);
                break;
            case "cut off":
                await using (FileStream jar = File.OpenWrite(Jar)) jar.SetLength(jar.Length / 2);
                break;
        }
        TaskConfig task = _allocation.Task(("jar_path", "local/hello.jar"), ("java_version", what == "java 3" ? "3" : "17"));
        HostAnswer answer = await _host.CallAsync(Driver + "StartTask", new StartTaskRequest { Task = task });
        answer.Message.ShouldStartWith(message);
        answer.Code.ShouldBe(3);
    }

    private static long LogBytes(Drover.Runs.RunStore store)
    {
        using (store)
        {
            Drover.Runs.RunStatus? live = store.ListLive().SingleOrDefault();
            using Drover.Runs.Run? run = live is null ? null : store.TryOpenId(live.Id);
            return run?.ReadLiveStatus().LogBytes ?? 0;
        }
    }

    private void MakeJar(string? manifest, Action<byte[]>? change = null)
    {
        File.Delete(Jar);
        using ZipArchive jar = ZipFile.Open(Jar, ZipArchiveMode.Create);
        void Add(string name, byte[] bytes)
        {
            using Stream entry = jar.CreateEntry(name).Open();
            entry.Write(bytes);
        }
        if (manifest is not null) Add("META-INF/MANIFEST.MF", System.Text.Encoding.UTF8.GetBytes("Manifest-Version: 1.0\n" + manifest + "\n"));
        byte[] content = File.ReadAllBytes(_allocation["classes/Hello.class"]);
        change?.Invoke(content);
        Add("Hello.class", content);
    }

    private async Task StartAsync(TaskConfig task) => await _host.CallAsync(Driver + "StartTask", new StartTaskRequest { Task = task }, StartTaskResponse.Parser);

    private async Task<ExitResult> WaitAsync(TaskConfig task) =>
        (await _host.CallAsync(Driver + "WaitTask", new WaitTaskRequest { TaskId = task.Id }, WaitTaskResponse.Parser)).Result;
}
