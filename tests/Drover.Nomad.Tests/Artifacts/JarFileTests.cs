using Drover.Nomad.Artifacts;
using Drover.Nomad.Containers;
using Drover.Nomad.Plugins;
using Drover.Nomad.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Nomad.Tests.Artifacts;

/// <summary>Every way in which a JAR may not be what a job says, without a JVM: class files are their first eight bytes.</summary>
public sealed class JarFileTests : IDisposable
{
    private static readonly JavaRuntime s_runtime = new("/usr/lib/jvm/x", "17.0.15", "");
    private readonly TemporaryDirectory _directory = new();

    public JarFileTests()
    {
        foreach (string path in (string[])["app/local/lib", "alloc", "app/secrets"]) Directory.CreateDirectory(_directory[path]);
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("local/none.jar", "jar_path \"local/none.jar\" is not there. Check the destination of the artifact block; it is local/ unless it says otherwise.")]
    [InlineData("local/lib", "jar_path \"local/lib\" is a directory. Name the JAR itself; an artifact that is an archive is unpacked unless its options say archive = \"false\".")]
    [InlineData("/etc/passwd", "jar_path \"/etc/passwd\" is not in the task's directories. Let the artifact block put the file into local/ and name it as \"local/…\"; alloc/ and secrets/ will do as well.")]
    [InlineData("local/../../x.jar", "jar_path \"local/../../x.jar\" leads out of local/. Name a file inside the task's directories.")]
    [InlineData("local/out.jar", "jar_path \"local/out.jar\" is a symbolic link out of local/, to /etc/passwd. Name a file inside the task's directories.")]
    [InlineData("local/text.jar", "jar_path \"local/text.jar\" is not a whole JAR (4 bytes). Check that the artifact's source is the file itself and that it was downloaded completely.")]
    public void What_is_no_jar_is_refused(string path, string message)
    {
        File.CreateSymbolicLink(_directory["app/local/out.jar"], "/etc/passwd");
        File.WriteAllText(_directory["app/local/text.jar"], "text");
        Should.Throw<ConfigException>(() => Check(path, null, null)).Message.ShouldBe(message);
    }

    [Theory]
    [InlineData(null, null, "jar_path \"local/a.jar\" has no manifest. Build it with 'jar --create --main-class …', or set class to the class to run.")]
    [InlineData("", null, "jar_path \"local/a.jar\" names no Main-Class in its manifest. Build it as an executable JAR, or set class to the class to run.")]
    [InlineData("Main-Class: Absent\n", null, "jar_path \"local/a.jar\" names Absent as its Main-Class and does not contain it. Build it again with that class.")]
    [InlineData("Main-Class: New\n", null, "jar_path \"local/a.jar\" is built for Java 21, and the JRE chosen on this node is 17.0.15: add a JRE 21 to the node, or set java_version to one that it has, or build for Java 17.")]
    [InlineData("Main-Class: Text\n", null, "Text in jar_path \"local/a.jar\" is no class file. Build it again.")]
    [InlineData("", "com.example.Absent", "class \"com.example.Absent\" is not in jar_path \"local/a.jar\". Name the class with its package, as \"com.example.Main\", or add what it is in to class_path.")]
    [InlineData("Main-Class: Good\nClass-Path: lib/b.jar lib/none.jar\n", null, "jar_path \"local/a.jar\" has lib/none.jar in its Class-Path, and that is not there. Put it at local/lib/none.jar by another artifact block, or build one JAR with all that it needs.")]
    [InlineData("Main-Class: Good\nClass-Path: ../../x.jar\n", null, "Class-Path of jar_path \"local/a.jar\": \"local/../../x.jar\" leads out of local/. Name a file inside the task's directories.")]
    public void Jar_that_can_not_be_run_is_refused(string? manifest, string? main, string message)
    {
        Make("a.jar", manifest);
        Make("lib/b.jar", null);
        Should.Throw<ConfigException>(() => Check("local/a.jar", main, null)).Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("Main-Class: Good\n", null, null)]
    [InlineData("main-class:   Good  \n", null, null)]
    [InlineData("Main-Class: Go\n od\n", null, null)]
    [InlineData("Main-Class: Good\nClass-Path: lib/b.jar ./lib/ https://example.org/c.jar /usr/share/d.jar\n", null, null)]
    [InlineData(null, "pack.Good", null)]
    [InlineData("", "Other", "local/lib/b.jar")]
    [InlineData("", "Other", "/nowhere/x.jar:local/lib/*")]
    [InlineData("", "Elsewhere", "/volume/x.jar")]
    [InlineData("Class-Path: lib/b.jar\n", "Elsewhere", null)]
    public void Jar_that_can_be_run_passes(string? manifest, string? main, string? classPath)
    {
        Make("a.jar", manifest);
        Make("lib/b.jar", null, ("Other.class", Class(52)));
        Check("local/a.jar", main, classPath);
    }

    [Theory]
    [InlineData("Absent", "local/lib/*", "class \"Absent\" is neither in jar_path \"local/a.jar\" nor in class_path. Name the class with its package, as \"com.example.Main\", or add what it is in to class_path.")]
    [InlineData("Newer", "local/lib/*", "class_path \"/local/lib/*\" is built for Java 25, and the JRE chosen on this node is 17.0.15: add a JRE 25 to the node, or set java_version to one that it has, or build for Java 17.")]
    public void Class_is_looked_for_in_the_class_path_too(string main, string classPath, string message)
    {
        Make("a.jar", "");
        Make("lib/b.jar", null, ("Newer.class", Class(69)));
        Should.Throw<ConfigException>(() => Check("local/a.jar", main, classPath)).Message.ShouldBe(message);
    }

    [Fact]
    public void Class_without_a_jar_is_in_a_directory_or_a_jar()
    {
        Directory.CreateDirectory(_directory["app/local/classes/pack"]);
        File.WriteAllBytes(_directory["app/local/classes/pack/Main.class"], Class(61));
        new ClassPath(Paths(), "local/classes", "/local").Check("pack.Main", s_runtime);
        new ClassPath(Paths(), "classes", "/local").Check("pack.Main", s_runtime);
        new ClassPath(Paths(), "local/classes:lib", "/local").Text.ShouldBe("/local/classes:lib");
        Should.Throw<ConfigException>(() => new ClassPath(Paths(), "local/classes", "/local").Check("Main", s_runtime)).Message
            .ShouldBe("class \"Main\" is not in class_path \"local/classes\". Name the class with its package, as \"com.example.Main\", and all that it is in.");
    }

    [Fact]
    public void Jar_cut_off_at_any_place_is_refused_or_whole()
    {
        Make("a.jar", "Main-Class: Good\n");
        byte[] whole = File.ReadAllBytes(_directory["app/local/a.jar"]);
        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(_directory["app/local/a.jar"], whole[..length]);
            Should.Throw<ConfigException>(() => Check("local/a.jar", null, null)).Message.ShouldStartWith($"jar_path \"local/a.jar\" is not a whole JAR ({length} bytes).");
        }
    }

    private static byte[] Class(byte version) => [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, version];

    private TaskPaths Paths() => new(_directory.Path, "app");

    private void Make(string name, string? manifest, params (string Name, byte[] Bytes)[] more) =>
        JavaClasses.MakeJar(_directory["app/local/" + name], manifest, [("Good.class", Class(61)), ("pack/Good.class", Class(61)), ("New.class", Class(65)), ("Text.class", "nonsense"u8.ToArray()), .. more]);

    private void Check(string path, string? main, string? classPath) =>
        JarFile.Check(Paths().Find("jar_path", path).Host, path, main, s_runtime, Paths(), new ClassPath(Paths(), classPath, "/local"));
}
