using System.Text;
using Drover.LineEditor.Editing;
using Drover.LineEditor.Keys;
using Drover.LineEditor.Tests.TestSupport;

namespace Drover.LineEditor.Tests.Editing;

/// <summary>Macros, sequences of keys, and the functions that are bound to no key by default.</summary>
public sealed class BoundKeysTests
{
    private readonly LineEditorOptions _options = new();

    [Theory]
    [InlineData(EditCommand.UnixFilenameRubout, "ls a/bc/de|", "ls a/bc/|")]
    [InlineData(EditCommand.UnixFilenameRubout, "ls a/bc/|", "ls a/|")]
    [InlineData(EditCommand.ShellForwardWord, "echo| 'a b'c d", "echo 'a b'c| d")]
    [InlineData(EditCommand.ShellBackwardWord, "echo a\\ b 'c d'|", "echo a\\ b |'c d'")]
    [InlineData(EditCommand.ShellBackwardWord, "echo a\\ b |'c d'", "echo |a\\ b 'c d'")]
    [InlineData(EditCommand.ShellKillWord, "echo| 'a b'c d", "echo| d")]
    [InlineData(EditCommand.ShellBackwardKillWord, "echo 'a b'c| d", "echo | d")]
    [InlineData(EditCommand.KillWholeLine, "one t|wo", "|")]
    [InlineData(EditCommand.TabInsert, "a|b", "a\t|b")]
    [InlineData(EditCommand.DeleteCharOrList, "a|b", "a|")]
    public void Function_does_its_work(EditCommand command, string before, string after) =>
        new TypedLine(Bind(@"\C-t", command)).Begin(before).Type(@"\C-t").Shown.ShouldBe(after);

    [Fact]
    public void Region_is_copied()
    {
        new TypedLine(Bind(@"\C-t", EditCommand.CopyRegionAsKill)).Begin("one| two").Type(@"\C-@\C-e\C-t\C-y").Shown.ShouldBe("one two two|");
    }

    [Fact]
    public void History_is_searched_for_what_has_the_text_in_it()
    {
        _options.History = new TestHistory("make all", "ls", "cmake x");
        Bind(@"\e[A", EditCommand.HistorySubstringSearchBackward);
        Bind(@"\e[B", EditCommand.HistorySubstringSearchForward);
        var line = new TypedLine(_options);
        line.Type(@"make\e[A").Text.ShouldBe("cmake x");
        line.Type(@"\e[A").Text.ShouldBe("make all");
        line.Type(@"\e[B").Text.ShouldBe("cmake x");
        line.Type(@"\e[B").Text.ShouldBe("make");
    }

    [Fact]
    public void Former_entries_are_put_in_by_the_blank()
    {
        _options.ExpandHistory = text => Encoding.UTF8.GetString(text) == "sudo !!" ? "sudo ls"u8.ToArray() : null;
        Bind(" ", EditCommand.MagicSpace);
        new TypedLine(_options).Type("sudo !! -l").Shown.ShouldBe("sudo ls -l|");
    }

    [Fact]
    public void List_is_shown_at_once_if_asked_for()
    {
        _options.Completer = TestCompleter.Of("alpha", "alpine");
        var line = new TypedLine(_options);
        line.Type(@"al\t").View.Below.ShouldBeNull();
        _options.ListsUnmodified = true;
        new TypedLine(_options).Type(@"a\t").View.Below.ShouldBeNull();
        new TypedLine(_options).Type(@"alp\t").View.Below.ShouldNotBeNull();
        _options.ListsAmbiguous = true;
        line = new TypedLine(_options);
        line.Type(@"a\t").Text.ShouldBe("alp");
        line.View.Below.ShouldNotBeNull();
    }

    [Fact]
    public void Macro_presses_keys_up_to_the_next_line()
    {
        var memory = new EditorMemory();
        _options.Bindings.Bind(KeymapName.Emacs, @"\C-t", KeyAction.Typing(@"one\C-mtwo\C-a"));
        var line = new TypedLine(_options, memory);
        line.Type(@"\C-t").Editor.Outcome.ShouldBe(LineOutcome.Accepted);
        line.Text.ShouldBe("one");
        line = new TypedLine(_options, memory);
        line.Editor.PressAll();
        line.Shown.ShouldBe("|two");
    }

    [Fact]
    public void Macro_that_presses_itself_comes_to_an_end()
    {
        _options.Bindings.Bind(KeymapName.Emacs, "a", KeyAction.Typing("ba"));
        TypedLine line = new TypedLine(_options).Type("a");
        line.Text.ShouldBe(new string('b', 16));
        line.Editor.Bell.ShouldBeTrue();
        line.Type("c").Text.ShouldEndWith("bc");
        // Many macros that follow each other are not within each other.
        _options.Bindings.Bind(KeymapName.Emacs, "x", KeyAction.Typing("y"));
        _options.Bindings.Bind(KeymapName.Emacs, "z", KeyAction.Typing(new string('x', 100)));
        new TypedLine(_options).Type("zz").Text.ShouldBe(new string('y', 200));
    }

    [Fact]
    public void Keys_that_begin_longer_ones_wait_for_them()
    {
        Bind(@"\C-t", EditCommand.BeginningOfLine);
        Bind(@"\C-tx", EditCommand.EndOfLine);
        Bind("abc", EditCommand.KillWholeLine);
        // Each is pressed at once after the other.
        new TypedLine(_options).Begin("o|ne").Feed(KeyNotation.ToBytes(@"\C-tx")).Shown.ShouldBe("one|");
        new TypedLine(_options).Begin("o|ne").Feed(KeyNotation.ToBytes(@"\C-ty")).Shown.ShouldBe("y|one");
        new TypedLine(_options).Begin("o|ne").Feed("abab"u8).Shown.ShouldBe("oab|ne");
        new TypedLine(_options).Begin("o|ne").Feed("ababc"u8).Shown.ShouldBe("|");
        TypedLine line = new TypedLine(_options).Begin("o|ne").Feed(KeyNotation.ToBytes(@"\C-t"));
        line.Shown.ShouldBe("o|ne");
        line.Editor.Patience.ShouldBe(_options.KeySequenceTimeout);
        line.Editor.Flush();
        line.Shown.ShouldBe("|one");
        // What does nothing by itself waits for ever.
        line.Feed(KeyNotation.ToBytes(@"\C-x")).Editor.Patience.ShouldBeNull();
    }

    [Fact]
    public void Repeated_change_knows_what_was_typed_not_how()
    {
        _options.Mode = EditingMode.Vi;
        Bind("jk", EditCommand.ViMovementMode);
        _options.Bindings.Bind(KeymapName.ViInsert, "Z", KeyAction.Typing("zz"));
        new TypedLine(_options).Type("a bjk0cwjxZjkw.").Shown.ShouldBe("jxzz jxz|z");
        _options.Bindings.Bind(KeymapName.ViCommand, "I", KeyAction.Of(EditCommand.ViInsertionMode));
        new TypedLine(_options).Type("abjkIc").Shown.ShouldBe("ac|b");
    }

    [Fact]
    public void Keypad_types_its_characters_until_it_is_bound()
    {
        new TypedLine(_options).Type(@"cd a\eOob\eOq\eOX\e[57400u\e[98u\eO2p").Shown.ShouldBe("cd a/b1=1b0|");
        new TypedLine(_options).Type(@"a\eOM").Editor.Outcome.ShouldBe(LineOutcome.Accepted);
        _options.Bindings.Bind(KeymapName.Emacs, @"\eOo", KeyAction.Typing("/usr"));
        _options.Bindings.Bind(KeymapName.Emacs, @"\eOM", KeyAction.Typing(";"));
        TypedLine line = new TypedLine(_options).Type(@"cd a/b\eOo\eOM");
        line.Shown.ShouldBe("cd a/b/usr;|");
        line.Type(@"\C-m").Editor.Outcome.ShouldBe(LineOutcome.Accepted);
        // ESC, a pause and the key.
        Bind(@"\e/", EditCommand.UpcaseWord);
        new TypedLine(_options).Begin("|one two").Feed("\e"u8).Type("").Type(@"\eOo").Shown.ShouldBe("ONE| two");
        // Where no binding counts, the keypad is the other keys.
        _options.History = new TestHistory("ls x/y", "cd z");
        new TypedLine(_options).Type(@"\C-r\e[98u\C-h\eOX\C-hx\C-a").Text.ShouldBe("ls x/y");
        _options.Mode = EditingMode.Vi;
        new TypedLine(_options).Type(@"abc\e0\eOrx").Shown.ShouldBe("|c");
    }

    [Fact]
    public void Sequences_that_nobody_knows_can_be_bound()
    {
        _options.Bindings.Bind(KeymapName.Emacs, @"\e[E", KeyAction.Typing("five"));
        _options.Bindings.Bind(KeymapName.Emacs, @"\C-x\e[99~", KeyAction.Typing("nn"));
        new TypedLine(_options).Type(@"a\e[99~b\e[E\C-x\e[99~\e[98~").Shown.ShouldBe("abfivenn|");
        _options.Bindings.All(KeymapName.Emacs).Count(item => item.Action.Macro is not null).ShouldBe(2);
    }

    [Fact]
    public void Capitals_behind_escape_are_small_letters_until_they_are_bound()
    {
        new TypedLine(_options).Begin("one two|").Type(@"\eB").Shown.ShouldBe("one |two");
        new TypedLine(_options).Begin("one two|").Type(@"\eB\eDX").Shown.ShouldBe("one X|");
        _options.Bindings.Bind(KeymapName.Emacs, @"\C-xq", KeyAction.Typing("small"));
        _options.Bindings.Bind(KeymapName.Emacs, "xq", KeyAction.Typing("text"));
        new TypedLine(_options).Type(@"\C-xQ xQ").Shown.ShouldBe("small xQ|");
        Bind(@"\eB", EditCommand.UpcaseWord);
        new TypedLine(_options).Begin("|one two").Type(@"\eB").Shown.ShouldBe("ONE| two");
        _options.Mode = EditingMode.Vi;
        new TypedLine(_options).Type(@"one two\eF").Shown.ShouldBe("one tw|o");
    }

    [Fact]
    public void Argument_is_for_what_it_was_typed_before()
    {
        _options.Bindings.Bind(KeymapName.Emacs, @"\C-t", KeyAction.Running("x"));
        _options.Bindings.Bind(KeymapName.Emacs, @"\C-o", KeyAction.Typing("mac"));
        new TypedLine(_options).Type(@"\e3\C-o").Text.ShouldBe("mac");
        TypedLine line = new TypedLine(_options).Type(@"ab\C-@c\e4\C-t");
        (line.Editor.Edited.Argument, line.Editor.Edited.Mark, line.Editor.Edited.Cursor).ShouldBe((4, 2, 3));
        _options.Mode = EditingMode.Vi;
        _options.Bindings.Bind(KeymapName.ViCommand, @"\C-t", KeyAction.Running("x"));
        line = new TypedLine(_options).Type(@"abcdef\e0").Type(@"3\C-t");
        line.Editor.Edited.Argument.ShouldBe(3);
        line.Editor.Request = EditorRequest.None;
        line.Type("x").Text.ShouldBe("bcdef");
    }

    [Fact]
    public void Paste_of_a_macro_is_its_own()
    {
        _options.Bindings.Bind(KeymapName.Emacs, @"\C-t", KeyAction.Typing(@"\e[200~z\ry\e[201~\C-v\e[200~q\e[201~"));
        new TypedLine(_options).Type(@"\e[200~user\e[201~\C-t").Text.ShouldBe("userz\nyq");
    }

    [Fact]
    public void Paste_comes_behind_keys_that_waited_for_more()
    {
        Bind("jkl", EditCommand.KillWholeLine);
        Bind("kx", EditCommand.KillWholeLine);
        new TypedLine(_options).Feed(KeyNotation.ToBytes(@"jk\e[200~PP\e[201~l")).Shown.ShouldBe("jkPPl|");
    }

    [Fact]
    public void End_of_the_input_is_that_whatever_its_key_is_bound_to()
    {
        _options.Bindings.Bind(KeymapName.Emacs, @"\C-d", KeyAction.Typing("x"));
        TypedLine line = new TypedLine(_options).Type(@"a\C-d");
        line.Text.ShouldBe("ax");
        line.Type(@"\C-u\C-d").Editor.Outcome.ShouldBe(LineOutcome.EndOfInput);
    }

    [Fact]
    public void Command_of_the_host_changes_the_line()
    {
        _options.Bindings.Bind(KeymapName.Emacs, @"\C-t", KeyAction.Running("some command"));
        TypedLine line = new TypedLine(_options).Type(@"ab\C-t");
        (line.Editor.Request, line.Editor.RequestText).ShouldBe((EditorRequest.RunHostCommand, "some command"));
        line.Editor.Request = EditorRequest.None;
        line.Editor.Take(new EditedText("xäy"u8.ToArray(), 2));
        line.Shown.ShouldBe("x|äy");
        line.Type(@"\C-_").Text.ShouldBe("ab");
        _options.Bindings.Bind(KeymapName.Emacs, @"\C-o", KeyAction.Typing(@"c\C-td\C-t"));
        line.Type(@"\C-o").Text.ShouldBe("abc");
        line.Editor.Request = EditorRequest.None;
        line.Editor.Take(new EditedText("z"u8.ToArray(), 1) { IsInterrupted = true });
        line.Type("e").Text.ShouldBe("ze");
    }

    private LineEditorOptions Bind(string keys, EditCommand command)
    {
        _options.Bindings.Bind(keys, command);
        return _options;
    }
}
