using Drover.Runs;

namespace Drover.Cli.Arguments;

/// <summary>A choice of runs: those whose label, state or name fit. Of one kind any may fit, of several kinds all must.</summary>
internal sealed class RunFilter
{
    private readonly List<(string Key, string? Value)> _labels = [];
    private readonly List<string> _states = [];
    private readonly List<string> _names = [];

    /// <summary>Whether it lets everything through.</summary>
    public bool IsEmpty => _labels.Count + _states.Count + _names.Count == 0;

    /// <summary>Whether it names a state or outcome that only ended runs have.</summary>
    public bool AsksForEnded { get; private set; }

    /// <summary>Reads "label=k=v", "label=k", "state=running", "state=timed_out", "name=web*".</summary>
    /// <exception cref="CliException">One is none of these.</exception>
    public static RunFilter Parse(IEnumerable<string> texts)
    {
        var filter = new RunFilter();
        foreach (string text in texts) filter.Add(text);
        return filter;
    }

    /// <summary>Adds labels that must be there, as "k=v" or "k".</summary>
    public RunFilter WithLabels(IEnumerable<string> labels, string option)
    {
        foreach (string label in labels) _labels.Add(LabelText.Split(label, option));
        return this;
    }

    /// <summary>Whether a run fits.</summary>
    public bool Matches(RunStatus status)
    {
        foreach ((string key, string? value) in _labels)
            if (!status.Labels.TryGetValue(key, out string? own) || (value is not null && own != value)) return false;
        if (_states.Count > 0 && !_states.Contains(RunNames.Of(status.State)) && !_states.Contains(RunNames.Of(status.Outcome))) return false;
        return _names.Count == 0 || _names.Exists(pattern => FitsPattern(status.Name ?? "", pattern) || FitsPattern(status.Id, pattern));
    }

    private static bool FitsPattern(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);

    private void Add(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string value = equals < 0 ? "" : text[(equals + 1)..];
        switch (equals < 0 ? text : text[..equals])
        {
            case "label":
                _labels.Add(LabelText.Split(value, "--filter label"));
                break;
            case "state" or "outcome":
                string word = value.Replace('-', '_');
                bool ended = Array.Exists(Enum.GetValues<RunOutcome>(), o => o != RunOutcome.None && RunNames.Of(o) == word);
                if (!ended && !Array.Exists(Enum.GetValues<RunState>(), s => RunNames.Of(s) == word))
                {
                    throw new CliException($"--filter: there is no state '{value}'. States: starting, running, stopping, ended; or how it ended: exited, signalled, stopped, "
                        + "timed_out, idle_timed_out, oom, start_failed, lost.");
                }
                _states.Add(word);
                AsksForEnded |= ended || word == "ended";
                break;
            case "name" when value.Length > 0:
                _names.Add(value);
                break;
            default:
                throw new CliException($"--filter: '{text}' is no filter. Write label=KEY=VALUE, label=KEY, state=STATE or name=NAME (with * for any text).");
        }
    }
}
