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
    [InlineData(@"""\C-t"": 'say \""x\""'", @"\C-t", "say \"x\"|one two")]
    [InlineData("foo-Control-t: upcase-word", @"\C-t", "ONE| two")]
    [InlineData(@"\C-t: upcase-word", @"\C-t", "ONE| two")]
    [InlineData(@"\M-t: upcase-word", @"\et", "ONE| two")]
    [InlineData(@"\e: upcase-word", @"\\", "ONE| two")]
    [InlineData("C--: upcase-word", @"\C--", "ONE| two")]
    [InlineData("-: upcase-word", "-", "ONE| two")]
    [InlineData(@"""\C-t"":", @"x", "x|one two")]
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
    [InlineData("foo-t: upcase-word", "foo-t: keys are held with Control- or Meta-")]
    [InlineData("set comment-begin \"//", "\"//: the closing quote is missing")]
    [InlineData("set history-size all", "all: not a number")]
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
        inputrc.Apply("set keyseq-timeout soon").ShouldNotBeNull();
        inputrc.ListVariables().ShouldContain("set keyseq-timeout 50");
        inputrc.Apply("set completion-query-items 0");
        _options.CompletionQueryItems.ShouldBe(int.MaxValue);
    }

    [Fact]
    public void Text_behind_a_value_is_ignored()
    {
        var inputrc = new Inputrc(_options);
        foreach (string line in (string[])["set completion-ignore-case on # c", "set show-all-if-ambiguous\tOn\t# c", "set keyseq-timeout 50 # c", "set completion-query-items 200 # c", "set comment-begin \"// x\" # c", "set bell-style none # c",
            "set editing-mode Vi # c", "set keymap Emacs-Meta # c"])
            inputrc.Apply(line).ShouldBeNull(line);
        (_options.CompletionIgnoresCase, _options.ListsAmbiguous, _options.KeySequenceTimeout.TotalMilliseconds, _options.CompletionQueryItems).ShouldBe((true, true, 50, 200));
        (_options.CommentBegin, _options.Bell, _options.Mode).ShouldBe(("// x", false, EditingMode.Vi));
        inputrc.ListVariables().ShouldContain("set keymap emacs-meta");
        inputrc.Apply("\"q\": \"meta\"").ShouldBeNull();
        inputrc.ListMacros("emacs").ShouldBe([@"""\eq"": ""meta"""]);
        inputrc.Apply("set comment-begin # #").ShouldBeNull();
        _options.CommentBegin.ShouldBe("# #");
        inputrc.Apply("set keymap emacs");
        inputrc.ListVariables().ShouldContain("set keymap emacs");
    }

    [Theory]
    [InlineData("mode=emacs  # x", true)]
    [InlineData("Bash  # x", true)]
    [InlineData("nobody # bash", false)]
    [InlineData("version >= 8.0 # x", true)]
    [InlineData("version>8.2 # x", false)]
    [InlineData("term=TMUX", true)]
    [InlineData("term=TMUX-256color # x", true)]
    [InlineData("bell-style == none # x", false)]
    [InlineData("bell-style != none # x", true)]
    [InlineData("", false)]
    public void Text_behind_a_condition_is_ignored(string condition, bool holds)
    {
        _options.Terminal = "tmux-256color";
        Read($"$if {condition}\n\"\\C-t\": \"yes\"\n$else\n\"\\C-t\": \"no\"\n$endif");
        _mistakes.ShouldBeEmpty();
        new TypedLine(_options).Type(@"\C-t").Text.ShouldBe(holds ? "yes" : "no");
    }

    [Theory]
    [InlineData("echo hi", "echo hi")]
    [InlineData("\"echo hi\" # x", "echo hi")]
    [InlineData("'echo single'", "echo single")]
    [InlineData("\"echo \\\"a\"", "echo \\\"a")]
    [InlineData("echo \"a\"", "echo \"a\"")]
    [InlineData("'\"a b\" c'", "\"a b\" c")]
    [InlineData("\"'a b' c\"", "'a b' c")]
    public void Command_of_the_host_may_stand_in_quotes(string written, string command)
    {
        var inputrc = new Inputrc(_options);
        for (int i = 0; i < 2; i++)
        {
            inputrc.ApplyHostCommand($"\"\\C-t\": {written}").ShouldBeNull();
            _options.Bindings.All(KeymapName.Emacs).ShouldContain((@"\C-t", KeyAction.Running(command)));
            // What is listed means the same.
            written = inputrc.ListHostCommands().Single()[@"""\C-t"": ".Length..];
        }
        inputrc.ApplyHostCommand("\"\\C-o\": \"echo").ShouldBe("\"echo: the closing quote is missing");
        inputrc.ApplyHostCommand("\"\\C-o\":").ShouldBeNull();
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
        _mistakes.ShouldBe(["rc:1: nothing: there is no such function", "rc:2: $else without $if", "rc:3: $nonsense: there is no such directive", "rc:8: $else without $if", "rc:12: $endif is missing"]);
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
        inputrc.ListMacros("emacs-meta").ShouldBe([@"""\C-t"": ""meta"""]);
        new TypedLine(_options).Type("one twojkgg").Shown.ShouldBe("|one two");
        // What only begins so is typed, and vi's own commands stay.
        new TypedLine(_options).Type("one jxjk0dwgg").Shown.ShouldBe("|jx");
        new TypedLine(_options).Type("one jkQ").Shown.ShouldBe("onetex|t ");
        new TypedLine(_options).Type("one j").Shown.ShouldBe("one j|");
        // Within a command a key is the command's.
        new TypedLine(_options).Type("a QbjkF").Type("Q").Shown.ShouldBe("a |Qb");
    }

    [Fact]
    public void Maps_behind_a_key_are_written_without_it()
    {
        var inputrc = new Inputrc(_options);
        inputrc.ListFunctions("emacs-ctlx").ShouldContain(@"""\C-e"": edit-and-execute-command");
        inputrc.KeysOf(EditCommand.BackwardWord, "emacs-meta").ShouldContain("b");
        inputrc.UnbindAll(EditCommand.BackwardWord, "emacs-meta");
        inputrc.KeysOf(EditCommand.BackwardWord, "emacs-meta").ShouldBeEmpty();
        inputrc.Apply(@"""\C-d"": delete-char", "emacs-meta").ShouldBeNull();
        new TypedLine(_options).Type(@"\e\C-d").Editor.Outcome.ShouldBeNull();
        inputrc.Apply(@"""\C-d"": delete-char").ShouldBeNull();
        new TypedLine(_options).Type(@"\C-d").Editor.Outcome.ShouldBe(LineOutcome.EndOfInput);
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
