namespace Drover.Architecture.Tests.Sources;

/// <summary>The order of using directives: those of System first, then name by name.</summary>
internal sealed class UsingOrder : IComparer<string>
{
    public static readonly UsingOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        string[] left = x!.Split('.'), right = y!.Split('.');
        int order = (left[0] != "System").CompareTo(right[0] != "System");
        for (int i = 0; order == 0 && i < Math.Min(left.Length, right.Length); i++) order = string.Compare(left[i], right[i], StringComparison.OrdinalIgnoreCase);
        return order != 0 ? order : left.Length.CompareTo(right.Length);
    }
}
