using Drover.Shell.Histories;

namespace Drover.Shell.Tests.Histories;

/// <summary>Former commands in place of "!": what bash makes of them.</summary>
public sealed class HistoryExpansionTests
{
    private static readonly HistoryEntry[] s_commands =
    [
        new(7, "make clean"), new(8, "echo 'a b' >file.txt"), new(9, "vi src/main.tar.gz other"),
    ];

    [Theory]
    [InlineData("!!", "vi src/main.tar.gz other")]
    [InlineData("sudo !! | less", "sudo vi src/main.tar.gz other | less")]
    [InlineData("!7", "make clean")]
    [InlineData("!-2", "echo 'a b' >file.txt")]
    [InlineData("!mak", "make clean")]
    [InlineData("!?file?", "echo 'a b' >file.txt")]
    [InlineData("!?file", "echo 'a b' >file.txt")]
    [InlineData("ls !$", "ls other")]
    [InlineData("ls !^", "ls src/main.tar.gz")]
    [InlineData("ls !*", "ls src/main.tar.gz other")]
    [InlineData("ls !:0", "ls vi")]
    [InlineData("ls !!:1-2", "ls src/main.tar.gz other")]
    [InlineData("ls !vi:1*", "ls src/main.tar.gz other")]
    [InlineData("ls !vi:0-", "ls vi src/main.tar.gz")]
    [InlineData("ls !vi:-1", "ls vi src/main.tar.gz")]
    [InlineData("ls !echo:1", "ls 'a b'")]
    [InlineData("ls !echo:2-3", "ls > file.txt")]
    [InlineData("ls !vi:1:h", "ls src")]
    [InlineData("ls !vi:1:t", "ls main.tar.gz")]
    [InlineData("ls !vi:1:r", "ls src/main.tar")]
    [InlineData("ls !vi:1:e", "ls .gz")]
    [InlineData("ls !vi:1:t:r:r", "ls main")]
    [InlineData("!make:s/clean/all/", "make all")]
    [InlineData("!vi:s/r/R/", "vi sRc/main.tar.gz other")]
    [InlineData("!vi:gs/r/R/", "vi sRc/main.taR.gz otheR")]
    [InlineData("!make:s/clean/&er/", "make cleaner")]
    [InlineData("!make:s,clean,a/b", "make a/b")]
    [InlineData("^other^this", "vi src/main.tar.gz this")]
    [InlineData("^other^this^ | cat", "vi src/main.tar.gz this | cat")]
    [InlineData("^other", "vi src/main.tar.gz ")]
    [InlineData("echo !make:q", "echo 'make clean'")]
    [InlineData("echo !make:x", "echo 'make' 'clean'")]
    [InlineData("echo a !#", "echo a echo a ")]
    [InlineData("echo \"!!\"", "echo \"vi src/main.tar.gz other\"")]
    [InlineData("!!;!7\n", "vi src/main.tar.gz other;make clean\n")]
    [InlineData("ls !!-", "ls vi src/main.tar.gz")]
    [InlineData("ls !!-1", "ls vi src/main.tar.gz")]
    [InlineData("ls !vi-1", "ls vi src/main.tar.gz")]
    [InlineData("ls !!2", "ls vi src/main.tar.gz other2")]
    [InlineData("mv a !$-old", "mv a other-old")]
    [InlineData("ls !!:1-", "ls src/main.tar.gz")]
    [InlineData("ls !make:1-x", "ls x")]
    [InlineData("ls !?lea?:%", "ls clean")]
    [InlineData("ls !?a?%", "ls src/main.tar.gz")]
    [InlineData("ls !%.", "ls .")]
    [InlineData("!vi:Gs/r/R/", "vi sRc/main.tar.gz otheR")]
    [InlineData("!vi:as/r/R/", "vi sRc/main.taR.gz otheR")]
    [InlineData("echo \"$(echo '!!' !7)\" !7", "echo \"$(echo '!!' make clean)\" make clean")]
    [InlineData("echo \"`echo '!!'`\" '!!'", "echo \"`echo '!!'`\" '!!'")]
    [InlineData("echo \"it's !7\"", "echo \"it's make clean\"")]
    [InlineData("echo $'it\\'s !7' !7", "echo $'it\\'s !7' make clean")]
    [InlineData("echo \"$(echo \"!7\")\" '!7'", "echo \"$(echo \"make clean\")\" '!7'")]
    public void What_they_stand_for(string text, string expected) => new HistoryExpansion(s_commands).Expand(text).ShouldBe(expected);

    [Theory]
    [InlineData("echo '!!'")]
    [InlineData("echo \\!!")]
    [InlineData("echo \"hello!\"")]
    [InlineData("! true")]
    [InlineData("echo a!")]
    [InlineData("echo $! ${!x} [!a] !(a) a!=b")]
    [InlineData("[ a != b ]")]
    [InlineData("echo a # !!")]
    [InlineData("echo a^b^c")]
    public void What_stays(string text) => new HistoryExpansion(s_commands).Expand(text).ShouldBe(text);

    [Fact]
    public void Within_a_quote_that_is_open_it_goes_by_that_quote()
    {
        new HistoryExpansion(s_commands).Expand("!!' !7", '\'').ShouldBe("!!' make clean");
        new HistoryExpansion(s_commands).Expand("!7' \"", '"').ShouldBe("make clean' \"");
        new HistoryExpansion(s_commands).Expand("\\'!7' !7", '$').ShouldBe("\\'!7' make clean");
    }

    [Fact]
    public void Only_to_be_shown()
    {
        var expansion = new HistoryExpansion(s_commands);
        expansion.Expand("!7:p").ShouldBe("make clean");
        expansion.OnlyShows.ShouldBeTrue();
        expansion.Expand("!7");
        expansion.OnlyShows.ShouldBeFalse();
    }

    [Fact]
    public void A_substitution_can_be_done_again()
    {
        var expansion = new HistoryExpansion(s_commands);
        expansion.Expand("!make:s/clean/all/").ShouldBe("make all");
        expansion.Expand("!make:&").ShouldBe("make all");
        expansion.Expand("!make:s//none/").ShouldBe("make none");
        expansion.Commands = [new(10, "echo clean words")];
        expansion.Expand("!!:&").ShouldBe("echo none words");
        expansion.Expand("!?ord?").ShouldBe("echo clean words");
        expansion.Expand("ls !%").ShouldBe("ls words");
    }

    [Theory]
    [InlineData("!nothing", "!nothing: no such command in the history")]
    [InlineData("!99", "!99: no such command in the history")]
    [InlineData("!-9", "!-9: no such command in the history")]
    [InlineData("ls !make:5", "!make:5: the command has no such words: make clean")]
    [InlineData("^nothing^x", "nothing: can't be replaced, it is not in: vi src/main.tar.gz other")]
    [InlineData("!!:&", ":&: there was no substitution before")]
    [InlineData("ls !make:2*", "!make:2*: the command has no such words: make clean")]
    [InlineData("!!:z\n", "!!:z: no such modifier (there are h t r e p q x s &, and g a G before s and &)")]
    [InlineData("!!:\n", "!!:: no such modifier (there are h t r e p q x s &, and g a G before s and &)")]
    [InlineData("!!:1:2", "!!:1:2: no such modifier (there are h t r e p q x s &, and g a G before s and &)")]
    [InlineData("!!:gh", "!!:gh: no such modifier (there are h t r e p q x s &, and g a G before s and &)")]
    public void What_there_is_not_is_said(string text, string message) =>
        Should.Throw<ShellErrorException>(() => new HistoryExpansion(s_commands).Expand(text)).Message.ShouldBe(message);

    [Fact]
    public void Without_a_history_there_is_nothing() => Should.Throw<ShellErrorException>(() => new HistoryExpansion([]).Expand("!!")).Message.ShouldBe("!!: no such command in the history");
}
