using Drover.Cli.Scopes;
using Drover.Testing;

namespace Drover.Cli.Tests.Scopes;

public sealed class UnitThreatTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Machine_without_systemd_has_none()
    {
        Write("proc/self/cgroup", "0::/system.slice/ci.service\n");
        UnitThreat.Find(_root.Path, "u").ShouldBeNull();
    }

    [Fact]
    public void Service_ends_what_is_in_it()
    {
        WithSystemd("0::/system.slice/ci.service");
        UnitThreat? threat = UnitThreat.Find(_root.Path, "u");
        threat!.Unit.ShouldBe("ci.service");
        threat.Sentence.ShouldContain("ci.service");
    }

    [Theory]
    [InlineData("KillUserProcesses=yes", "u", true)]
    [InlineData("KillUserProcesses = true", "u", true)]
    [InlineData("KillUserProcesses=no", "u", false)]
    [InlineData("#KillUserProcesses=yes", "u", true)]
    [InlineData("#KillUserProcesses=no", "u", false)]
    [InlineData("; KillUserProcesses=yes", "u", false)]
    [InlineData("KillUserProcesses=yes", "root", false)]
    [InlineData("KillUserProcesses=yes\nKillOnlyUsers=v w", "u", false)]
    [InlineData("KillUserProcesses=yes\nKillOnlyUsers=v u", "u", true)]
    [InlineData("KillUserProcesses=yes\nKillExcludeUsers=u", "u", false)]
    [InlineData("KillUserProcesses=yes\nKillExcludeUsers=", "root", true)]
    public void Session_ends_its_processes_where_logind_is_told_to(string settings, string user, bool threatened)
    {
        WithSystemd("0::/user.slice/user-1000.slice/session-3.scope");
        Write("etc/systemd/logind.conf", "[Login]\n" + settings + "\n");
        (UnitThreat.Find(_root.Path, user) is not null).ShouldBe(threatened);
    }

    [Fact]
    public void Drop_ins_beat_the_main_file_and_each_other_by_name_and_place()
    {
        WithSystemd("0::/user.slice/user-1000.slice/session-3.scope");
        Write("etc/systemd/logind.conf", "[Login]\nKillUserProcesses=no\n");
        Write("usr/lib/systemd/logind.conf.d/10-kill.conf", "[Login]\nKillUserProcesses=yes\n");
        LoginSettings.Read(_root.Path).Kills("u").ShouldBeTrue();
        Write("run/systemd/logind.conf.d/20-spare.conf", "[Login]\nKillUserProcesses=no\n");
        LoginSettings.Read(_root.Path).Kills("u").ShouldBeFalse();
        Write("etc/systemd/logind.conf.d/20-spare.conf", "[Login]\nKillExcludeUsers=root v\n");
        LoginSettings.Read(_root.Path).Kills("u").ShouldBeTrue();
    }

    [Theory]
    [InlineData("0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-foo.scope\n", "app-foo.scope")]
    [InlineData("5:memory:/x.service\n1:name=systemd:/system.slice/cron.service\n0::/\n", "cron.service")]
    [InlineData("0::/system.slice/a.service/drover/x\n", "a.service")]
    [InlineData("0::/\n", null)]
    [InlineData("5:memory:/x.service\n", null)]
    public void Innermost_unit_counts(string groups, string? unit) => UnitThreat.UnitOf(groups).ShouldBe(unit);

    [Fact]
    public void Scope_of_an_application_is_no_threat()
    {
        WithSystemd("0::/user.slice/user-1000.slice/user@1000.service/app.slice/run-7.scope");
        Write("etc/systemd/logind.conf", "KillUserProcesses=yes\n");
        UnitThreat.Find(_root.Path, "u").ShouldBeNull();
    }

    [Fact]
    public void Lingering_is_a_file_of_the_user()
    {
        ScopeEscape.Lingers(_root.Path, "u").ShouldBeFalse();
        Write("var/lib/systemd/linger/u", "");
        ScopeEscape.Lingers(_root.Path, "u").ShouldBeTrue();
    }

    private void WithSystemd(string group)
    {
        Directory.CreateDirectory(_root["run/systemd/system"]);
        Write("proc/self/cgroup", group + "\n");
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root[path])!);
        File.WriteAllText(_root[path], text);
    }
}
