namespace Drover.Shell.Variables;

/// <summary>The elements of an indexed or associative array.</summary>
internal sealed class ShellArray(bool isAssociative)
{
    private readonly SortedList<long, string>? _indexed = isAssociative ? null : [];
    private readonly Dictionary<string, string>? _keyed = isAssociative ? new(StringComparer.Ordinal) : null;

    /// <summary>An indexed array of these values.</summary>
    public static ShellArray Of(IEnumerable<string> values)
    {
        var array = new ShellArray(isAssociative: false);
        foreach (string value in values) array.Set(array.End, value);
        return array;
    }

    /// <summary>Whether it was given elements, be it none: <c>a=()</c>, unlike <c>declare -a a</c>.</summary>
    public bool IsAssigned { get; set; }

    public bool IsAssociative => _keyed is not null;

    public int Count => _keyed?.Count ?? _indexed!.Count;

    public IEnumerable<string> Values => _keyed is not null ? _keyed.Values : _indexed!.Values;

    public IEnumerable<string> Keys => _keyed is not null ? _keyed.Keys : _indexed!.Keys.Select(ShellText.Of);

    /// <summary>One more than the greatest index.</summary>
    public long End => _indexed is { Count: > 0 } ? _indexed.GetKeyAtIndex(_indexed.Count - 1) + 1 : 0;

    /// <summary>How many elements of an indexed array have a lower index.</summary>
    public int CountBefore(long index)
    {
        int count = 0;
        while (count < _indexed!.Count && _indexed.GetKeyAtIndex(count) < index) count++;
        return count;
    }

    public string? Get(long index) => _indexed is not null ? _indexed.GetValueOrDefault(index >= 0 ? index : End + index) : _keyed!.GetValueOrDefault(ShellText.Of(index));

    public string? Get(string key) => _keyed?.GetValueOrDefault(key);

    public void Set(long index, string value)
    {
        IsAssigned = true;
        if (_indexed is not null) _indexed[Wrap(index)] = value;
        else _keyed![ShellText.Of(index)] = value;
    }

    public void Set(string key, string value)
    {
        IsAssigned = true;
        _keyed![key] = value;
    }

    public void Remove(long index)
    {
        if (_indexed is not null) _indexed.Remove(Wrap(index));
        else _keyed!.Remove(ShellText.Of(index));
    }

    public void Remove(string key) => _keyed!.Remove(key);

    public void Clear()
    {
        _indexed?.Clear();
        _keyed?.Clear();
    }

    public ShellArray Copy()
    {
        var copy = new ShellArray(IsAssociative) { IsAssigned = IsAssigned };
        if (_keyed is not null)
            foreach ((string key, string value) in _keyed) copy._keyed![key] = value;
        else
            foreach ((long key, string value) in _indexed!) copy._indexed![key] = value;
        return copy;
    }

    private long Wrap(long index) => index >= 0 ? index : End + index is >= 0 and var wrapped ? wrapped : throw new ShellErrorException($"{index}: bad array subscript");
}
