namespace Drover.Cli.Interactive;

/// <summary>What the next word of a list of commands is, judged by the words before it.</summary>
internal sealed class CommandState
{
    private static readonly string[] s_prefixes = ["builtin", "command", "doas", "env", "exec", "keep", "nice", "nohup", "setsid", "sudo", "type", "which", "xargs"];
    private static readonly string[] s_declarations = ["declare", "export", "local", "readonly", "typeset"];

    private readonly List<string> _words = [];
    private Phase _phase;
    private int _cases;
    private bool _expects = true;
    private bool _isPrefixed;

    private enum Phase
    {
        Commands,
        CaseSubject,
        CaseIn,
        Pattern,
        LoopName,
        LoopIn,
        LoopWords,
        FunctionName,
        Conditional,
    }

    /// <summary>Whether it is the elements of an array, all of which are arguments.</summary>
    public bool IsArray { get; init; }

    /// <summary>Whether a command, a keyword or an assignment comes next.</summary>
    public bool ExpectsCommand => _expects && _phase == Phase.Commands && !IsArray;

    /// <summary>Whether a pattern of <c>case</c> comes next.</summary>
    public bool IsPattern => _phase == Phase.Pattern;

    /// <summary>Whether arguments may have the form of assignments.</summary>
    public bool TakesAssignments => _words.Count > 0 && s_declarations.Contains(_words[0]);

    /// <summary>What the next word is, unless it is reserved.</summary>
    public ScannedKind Role => ExpectsCommand || (_isPrefixed && _phase == Phase.Commands) ? ScannedKind.Command : ScannedKind.Argument;

    /// <summary>The words of the command so far.</summary>
    public IReadOnlyList<string> Words => [.. _words];

    /// <summary>Where the first of them starts; -1 when there is none.</summary>
    public int Start { get; private set; } = -1;

    /// <summary>Takes the next word and says what it is.</summary>
    public ScannedKind Take(string word, int start)
    {
        ScannedKind kind = Take(word);
        if (_words.Count == 1) Start = start;
        else if (_words.Count == 0) Start = -1;
        return kind;
    }

    private ScannedKind Take(string word)
    {
        if (IsArray) return ScannedKind.Argument;
        if (_phase != Phase.Commands) return TakeInPhase(word);
        if (_expects && TakeKeyword(word)) return ScannedKind.Keyword;
        if (_isPrefixed && (word.StartsWith('-') || word.Contains('=', StringComparison.Ordinal)))
        {
            _words.Add(word);
            return ScannedKind.Argument;
        }
        bool isCommand = _expects || _isPrefixed;
        if (_isPrefixed) _words.Clear();
        _expects = false;
        _words.Add(word);
        _isPrefixed = isCommand && s_prefixes.Contains(word);
        return isCommand ? ScannedKind.Command : ScannedKind.Argument;
    }

    /// <summary>An operator or a newline has ended the command.</summary>
    public void EndCommand()
    {
        _words.Clear();
        Start = -1;
        _isPrefixed = false;
        if (_phase is Phase.LoopName or Phase.LoopIn or Phase.LoopWords or Phase.FunctionName) _phase = Phase.Commands;
        if (_phase == Phase.Commands) _expects = true;
    }

    /// <summary>A compound command has ended: only redirections may follow.</summary>
    public void Close() => _expects = false;

    /// <summary>A parenthesis was closed, which ends a pattern.</summary>
    public void EndPattern()
    {
        if (_phase != Phase.Pattern) return;
        _phase = Phase.Commands;
        _expects = true;
    }

    /// <summary>An item of <c>case</c> has ended.</summary>
    public void BeginPattern()
    {
        if (_cases > 0) _phase = Phase.Pattern;
    }

    private bool TakeKeyword(string word)
    {
        switch (word)
        {
            case "if" or "then" or "elif" or "else" or "while" or "until" or "do" or "!" or "{" or "time" or "coproc":
                return true;
            case "fi" or "done" or "}":
                _expects = false;
                return true;
            case "esac":
                _cases = Math.Max(0, _cases - 1);
                _expects = false;
                return true;
            case "case":
                _phase = Phase.CaseSubject;
                return true;
            case "for" or "select":
                _phase = Phase.LoopName;
                return true;
            case "function":
                _phase = Phase.FunctionName;
                return true;
            case "[[":
                _phase = Phase.Conditional;
                return true;
            default:
                return false;
        }
    }

    private ScannedKind TakeInPhase(string word)
    {
        switch (_phase)
        {
            case Phase.CaseSubject:
                _phase = Phase.CaseIn;
                return ScannedKind.Argument;
            case Phase.CaseIn when word == "in":
                _cases++;
                _phase = Phase.Pattern;
                return ScannedKind.Keyword;
            case Phase.Pattern when word == "esac":
                _cases--;
                (_phase, _expects) = (Phase.Commands, false);
                return ScannedKind.Keyword;
            case Phase.LoopName:
                _phase = Phase.LoopIn;
                return ScannedKind.Argument;
            case Phase.LoopIn when word is "in" or "do":
                (_phase, _expects) = (word == "in" ? Phase.LoopWords : Phase.Commands, true);
                return ScannedKind.Keyword;
            case Phase.FunctionName:
                (_phase, _expects) = (Phase.Commands, true);
                return ScannedKind.Argument;
            case Phase.Conditional when word == "]]":
                (_phase, _expects) = (Phase.Commands, false);
                return ScannedKind.Keyword;
            default:
                return ScannedKind.Argument;
        }
    }
}
