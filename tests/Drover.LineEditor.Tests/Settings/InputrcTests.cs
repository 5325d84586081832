using Drover.LineEditor.Editing;
using Drover.LineEditor.Keys;
using Drover.LineEditor.Settings;
using Drover.LineEditor.Tests.TestSupport;

namespace Drover.LineEditor.Tests.Settings;

public sealed class InputrcTests
{
    private readonly LineEditorOptions _options = new();
    private readonly List<string> _mistakes = [];

    [Theory]
    [InlineData(@"""\C-t"": upcase-word", @"\C-t", "ONE| two")]
    [InlineData(@"""\C-xu"": upcase-word", @"\C-xu", "ONE| two")]
    [InlineData("Control-t: upcase-word", @"\C-t", "ONE| two")]
    [InlineData("C-M-t: upcase-word", @"\e\C-t", "ONE| two")]
    [InlineData("Meta-Rubout: upcase-word", @"\e\C-?", "ONE| two")]
    [InlineData("TAB: upcase-word # and more", @"\t", "ONE| two")]
    [InlineData(@"""\C-t"" : Upcase-Word", @"\C-t", "ONE| two")]
    [InlineData(@"""\e[24~"": upcase-word", @"\e[24~", "ONE| two")]
    [InlineData(@"""\C-t"": ""ab\""\C-fc""", @"\C-t", "ab\"oc|ne two")]
    [InlineData(@"""\C-t"": 'say ""x""'", @"\C-t", "say \"x\"|one two")]
    [InlineData("\"\\C-t\":\"\u00e4\u00f6\"", @"\C-t", "\u00e4\u00f6|one two")]
    [InlineData("x: tab-insert", "x", "\t|one two")]
    [InlineData("# a comment", "x", "x|one two")]
    public void Line_binds_keys(string line, string keys, string shown)
    {
        new Inputrc(_options).Apply(line).ShouldBeNull();
        new TypedLine(_options).Begin("|one two").Type(keys).Shown.ShouldBe(shown);
    }

    [Theory]
    [InlineData(@"""\C-t"": no-such-thing", "no-such-thing: there is no such function")]
    [InlineData(@"""\C-t: upcase-word", @"""\C-t: upcase-word: the closing quote is missing")]
    [InlineData(@"""\C-t"": ""abc", @"""abc: the closing quote is missing")]
    [InlineData("nonsense", "nonsense: the colon behind the keys is missing")]
    [InlineData(@"""\C-t"" upcase-word: x", @"""\C-t"" upcase-word: x: the colon behind the keys is missing")]
    [InlineData(@"""\C-t"":", @"""\C-t"":: the name of a function is missing behind the colon")]
    [InlineData(@""""": upcase-word", "The name of a key is empty.")]
    [InlineData("set no-such-thing on", "no-such-thing: there is no such variable")]
    [InlineData("set editing-mode ed", "ed: the editing modes are emacs and vi")]
    [InlineData("set keymap qwerty", "qwerty: there is no such keymap")]
    [InlineData("set keyseq-timeout soon", "soon: not a number")]
    public void Mistake_is_told(string line, string message) => new Inputrc(_options).Apply(line).ShouldBe(message);

    [Fact]
    public void Variables_change_the_editor()
    {
        var inputrc = new Inputrc(_options);
        foreach (string line in (string[])["set bell-style none", "set completion-ignore-case on", "set enable-bracketed-paste off", "set show-all-if-ambiguous On", "set completion-query-items 7", "set keyseq-timeout 50",
            "set comment-begin \"//\"", "set editing-mode vi", "set colored-stats on", "set mark-directories off"]) inputrc.Apply(line).ShouldBeNull(line);
        (_options.Bell, _options.CompletionIgnoresCase, _options.BracketedPaste, _options.ListsAmbiguous, _options.CompletionQueryItems).ShouldBe((false, true, false, true, 7));
        (_options.KeySequenceTimeout.TotalMilliseconds, _options.CommentBegin, _options.Mode).ShouldBe((50, "//", EditingMode.Vi));
        inputrc.ListVariables().ShouldContain("set colored-stats on");
        inputrc.DescribeVariables().ShouldContain("mark-directories is set to `off'");
        inputrc.ListVariables().ShouldContain("set keymap vi-insert");
        inputrc.Apply("set completion-query-items 0");
        _options.CompletionQueryItems.ShouldBe(int.MaxValue);
    }

    [Fact]
    public void File_has_conditions_and_includes()
    {
        Read("""
            $if mode=vi
            "\C-t": "vi"
            $else
            "\C-t": "emacs"
            $endif
            $if term=xterm
              $if nobody
                "\C-o": "never"
              $else
                "\C-o": "xterm"
              $endif
            $endif
            $if Bash
            "\C-b": "bash"
            $endif
            $if version >= 8.0
            "\C-f": "new"
            $endif
            $if bell-style == visible
            "\C-f": "wrong"
            $endif
            $include other
            """, ("other", "\"\\C-p\": \"included\"\n"));
        _mistakes.ShouldBeEmpty();
        TypedLine line = new TypedLine(_options).Type(@"\C-t \C-o \C-b \C-f \C-p");
        line.Text.ShouldBe("emacs xterm bash new included");
    }

    [Fact]
    public void Mistakes_of_a_file_are_told_with_their_line_and_the_rest_holds()
    {
        Read("\"\\C-t\": nothing\n$else\n$nonsense\n\n$include away\n$if Bash\n$else\n$else\n\"\\C-o\": wrong\n$endif\n$if Bash\n\"\\C-t\": \"x\"", ("other", ""));
        _mistakes.ShouldBe(["rc:1: nothing: there is no such function", "rc:2: $else without $if", "rc:3: $nonsense: there is no such directive", "rc:5: away: can't be read", "rc:8: $else without $if", "rc:12: $endif is missing"]);
        new TypedLine(_options).Type(@"\C-t").Text.ShouldBe("x");
    }

    [Fact]
    public void Files_that_include_each_other_come_to_an_end()
    {
        Read("$include rc\n$include a\n$include a", ("a", "$include b"), ("b", "$include a"));
        _mistakes.ShouldBe(["rc:1: rc: is being read already", "b:1: a: is being read already", "b:1: a: is being read already"]);
        _mistakes.Clear();
        // By ever other names.
        int opened = 0;
        new Inputrc(_options).Read("$include x\n", "rc", name =>
        {
            opened++;
            return $"$include {name}1\n$include {name}2\n";
        }, (_, _, mistake) => _mistakes.Add(mistake));
        opened.ShouldBe(1000);
        _mistakes.ShouldContain(mistake => mistake.EndsWith(": files that include each other are nested too deeply"));
        _mistakes[^1].ShouldBe("x2: more than 1000 files are included");
    }

    [Fact]
    public void Keymaps_are_apart()
    {
        Read("set editing-mode vi\nset keymap vi-command\n\"gg\": beginning-of-line\n\"Q\": \"itext\\e\"\nset keymap vi-insert\n\"jk\": vi-movement-mode\nset keymap emacs\n\"\\C-t\": \"emacs\"\n");
        _mistakes.ShouldBeEmpty();
        var inputrc = new Inputrc(_options);
        inputrc.Apply("\"\\C-t\": \"meta\"", "emacs-meta").ShouldBeNull();
        inputrc.ListMacros("emacs").ShouldBe([@"""\C-t"": ""emacs""", @"""\e\C-t"": ""meta"""]);
        inputrc.ListMacros("emacs-meta").ShouldBe([@"""\e\C-t"": ""meta"""]);
        new TypedLine(_options).Type("one twojkgg").Shown.ShouldBe("|one two");
        // What only begins so is typed, and vi's own commands stay.
        new TypedLine(_options).Type("one jxjk0dwgg").Shown.ShouldBe("|jx");
        new TypedLine(_options).Type("one jkQ").Shown.ShouldBe("onetex|t ");
        new TypedLine(_options).Type("one j").Shown.ShouldBe("one j|");
        // Within a command a key is the command's.
        new TypedLine(_options).Type("a QbjkF").Type("Q").Shown.ShouldBe("a |Qb");
    }

    [Fact]
    public void Listings_can_be_read_again()
    {
        var inputrc = new Inputrc(_options);
        inputrc.Apply("\"\\C-t\": \"mac\\\"ro\"");
        inputrc.ApplyHostCommand("\"\\C-o\": echo \"$READLINE_LINE\"").ShouldBeNull();
        inputrc.ApplyHostCommand("\\C-o: echo").ShouldNotBeNull();
        inputrc.ListHostCommands().ShouldBe(["\"\\C-o\": echo \"$READLINE_LINE\""]);
        inputrc.DescribeMacros().ShouldBe([@"\C-t outputs mac\""ro"]);
        foreach (KeymapName map in Enum.GetValues<KeymapName>())
        {
            var other = new LineEditorOptions();
            string name = map switch { KeymapName.Emacs => "emacs", KeymapName.ViInsert => "vi-insert", _ => "vi-command" };
            foreach ((string keys, KeyAction _) in other.Bindings.All(map)) other.Bindings.Unbind(map, keys);
            other.Bindings.All(map).ShouldBeEmpty();
            var again = new Inputrc(other);
            foreach (string line in (string[])[.. inputrc.ListFunctions(name), .. inputrc.ListMacros(name)]) again.Apply(line, name).ShouldBeNull(line);
            foreach (string line in inputrc.ListHostCommands(name)) again.ApplyHostCommand(line, name).ShouldBeNull(line);
            other.Bindings.All(map).ShouldBe(_options.Bindings.All(map));
        }
        inputrc.ListFunctions().ShouldContain(@"""\C-a"": beginning-of-line");
        inputrc.ListFunctions().ShouldContain("# kill-whole-line (not bound)");
        inputrc.DescribeFunctions().ShouldContain("beginning-of-line can be found on \"\\C-a\", \"\\e[H\".");
    }

    [Fact]
    public void Functions_lose_their_keys()
    {
        var inputrc = new Inputrc(_options);
        inputrc.KeysOf(EditCommand.BeginningOfLine).ShouldBe([@"\C-a", @"\e[H"]);
        inputrc.UnbindAll(EditCommand.BeginningOfLine);
        inputrc.KeysOf(EditCommand.BeginningOfLine).ShouldBeEmpty();
        inputrc.Unbind("x").ShouldBeNull();
        inputrc.Unbind(@"\C-x\C-e").ShouldBeNull();
        inputrc.KeysOf(EditCommand.EditAndExecuteCommand).ShouldBeEmpty();
        new TypedLine(_options).Type(@"axb\C-a\e[H").Shown.ShouldBe("ab|");
    }

    private void Read(string text, params (string Name, string Text)[] others) =>
        new Inputrc(_options).Read(text, "rc", name => Array.Find(others, other => other.Name == name).Text, (file, line, mistake) => _mistakes.Add($"{file}:{line}: {mistake}"));
}
