using System.Collections.Immutable;
using Drover.Engine.Descriptors;
using Drover.Engine.StandardStreams;

namespace Drover.Shell.Redirections;

/// <summary>The script's descriptors: which open file each number stands for.</summary>
internal sealed class DescriptorTable
{
    private OpenFile?[] _files;

    // Numbers that are the shell's own: programs and lists in the background do not get them.
    private ImmutableHashSet<int> _private = [];

    public DescriptorTable() => _files = new OpenFile?[10];

    private DescriptorTable(OpenFile?[] files, ImmutableHashSet<int> own) => (_files, _private) = (files, own);

    /// <summary>One more than the greatest number that may be open.</summary>
    public int Limit => _files.Length;

    public OpenFile? this[int number] => number < _files.Length ? _files[number] : null;

    /// <summary>Puts a file, whose reference it takes over, or nothing in an entry and returns what was there, whose reference the caller gets.</summary>
    public OpenFile? Exchange(int number, OpenFile? file)
    {
        if (number >= _files.Length)
        {
            if (file is null) return null;
            Array.Resize(ref _files, number + 1);
        }
        OpenFile? former = _files[number];
        _files[number] = file;
        if (!_private.IsEmpty) _private = _private.Remove(number);
        return former;
    }

    /// <summary>Puts a file, whose reference it takes over, where only the shell itself has it.</summary>
    public void SetPrivate(int number, OpenFile file)
    {
        Set(number, file);
        _private = _private.Add(number);
    }

    /// <summary>Closes what only the shell itself has.</summary>
    public void ClosePrivate()
    {
        foreach (int number in _private) Set(number, null);
    }

    /// <summary>Puts a file, whose reference it takes over, or nothing in an entry.</summary>
    public void Set(int number, OpenFile? file) => Exchange(number, file)?.Release();

    /// <summary>In a forked child: an entry is now what the engine put at the same number of this process.</summary>
    public void ReplaceByOwnNumber(int number)
    {
        OpenFile? former = Exchange(number, new OpenFile(new Descriptor(number)));
        if (former is not { PipeEnd: < 0, IsMemory: false }) return;
        // What was inherited at this number has gone already, and the number is the new file's.
        former.ForgetOriginal(number);
        if (former.Number > 2) former.Release();
    }

    /// <summary>Before a fork: output that is captured in memory becomes a file that the child can write to, but for an entry that it gets anew.</summary>
    public void PrepareForFork(int except)
    {
        for (int i = 0; i < _files.Length; i++)
            if (i != except && _files[i] is { IsMemory: true } file) _ = file.Descriptor;
    }

    /// <summary>The highest free number up to <paramref name="maximum"/> and above 9; -1 when there is none.</summary>
    public int FindFreeBelow(int maximum)
    {
        while (maximum > 9 && this[maximum] is not null) maximum--;
        return maximum > 9 ? maximum : -1;
    }

    /// <summary>The lowest free number from <paramref name="minimum"/> on.</summary>
    public int FindFree(int minimum)
    {
        while (this[minimum] is not null) minimum++;
        return minimum;
    }

    /// <summary>A table of its own for a subshell in this process.</summary>
    public DescriptorTable Copy()
    {
        var files = (OpenFile?[])_files.Clone();
        foreach (OpenFile? file in files) file?.AddReference();
        return new DescriptorTable(files, _private);
    }

    /// <summary>Gives back every reference.</summary>
    public void Release()
    {
        foreach (OpenFile? file in _files) file?.Release();
        Array.Clear(_files);
    }

    /// <summary>Which of our numbers an exec puts where; what the script has closed is closed.</summary>
    public (int Target, int Source)[] ForExecute()
    {
        var list = new List<(int, int)>();
        for (int i = 0; i < _files.Length; i++)
        {
            if (IsPrivate(i)) continue;
            if (_files[i] is { IsMemory: false } file) list.Add((i, file.Number));
            else if (i <= 2 && OwnNumbers.IsOpen(i)) new Descriptor(i).Dispose();
        }
        return [.. list];
    }

    /// <summary>Prepares every entry for being referred to by a command whose pipes come to 0 and 1.</summary>
    public ImmutableArray<Redirection> ForChild()
    {
        OpenFile?[] files = _files;
        List<Redirection>? list = null;
        // Ends of pipes first: what they are is known by their number, which a later entry may take.
        for (int i = 0; i < files.Length; i++)
            if (files[i] is { PipeEnd: >= 0 } pipe && pipe.PipeEnd != i) (list ??= []).Add(Redirection.Duplicate(i, pipe.PipeEnd));
        for (int i = 0; i < files.Length; i++)
        {
            // Most are empty: a number that the caller left open may be a high one.
            if (files[i] is not { } file)
            {
                if (i <= 2 && !IsPrivate(i)) (list ??= []).Add(Redirection.Close(i));
            }
            // What we inherited and never moved is inherited as it is.
            else if (file.PipeEnd < 0 && (i > 2 || file.Number != i) && !IsPrivate(i)) (list ??= []).Add(Redirection.Inherit(i, file.Number));
        }
        return list is null ? [] : [.. list];
    }

    private bool IsPrivate(int number) => !_private.IsEmpty && _private.Contains(number);
}
