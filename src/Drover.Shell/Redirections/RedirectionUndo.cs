namespace Drover.Shell.Redirections;

/// <summary>What stood in the table before redirections, so that they can be taken back in reverse order.</summary>
internal struct RedirectionUndo
{
    private List<(int Number, OpenFile? File)>? _former;

    public void Remember(int number, OpenFile? file) => (_former ??= []).Add((number, file));

    /// <summary>Puts everything back.</summary>
    public void Restore(DescriptorTable table)
    {
        if (_former is null) return;
        for (int i = _former.Count - 1; i >= 0; i--) table.Set(_former[i].Number, _former[i].File);
        _former = null;
    }

    /// <summary>Makes the redirections permanent.</summary>
    public void Forget()
    {
        if (_former is null) return;
        foreach ((int _, OpenFile? file) in _former) file?.Release();
        _former = null;
    }
}
