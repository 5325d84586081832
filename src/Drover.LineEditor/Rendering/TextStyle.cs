namespace Drover.LineEditor.Rendering;

/// <summary>How characters look.</summary>
/// <param name="Foreground">The characters' colour.</param>
/// <param name="Background">The colour behind them.</param>
/// <param name="Attributes">Bold and the like.</param>
public readonly record struct TextStyle(TextColor Foreground, TextColor Background = default, TextAttributes Attributes = TextAttributes.None)
{
    /// <summary>As the terminal shows text by itself.</summary>
    public static TextStyle Default => default;

    /// <summary>The default colours with some attributes.</summary>
    public static TextStyle Of(TextAttributes attributes) => new(default, default, attributes);

    /// <summary>The same without colours, for people who set NO_COLOR.</summary>
    internal TextStyle WithoutColors() => Of(Attributes);

    /// <summary>The sequence that switches from any style to this one.</summary>
    internal string Sequence()
    {
        if (this == default) return "\e[0m";
        var parameters = new List<int> { 0 };
        for (int bit = 0; bit < 7; bit++)
        {
            if (((int)Attributes & (1 << bit)) != 0) parameters.Add(bit switch { 5 => 7, 6 => 9, _ => bit + 1 });
        }
        Foreground.AppendTo(parameters, 0);
        Background.AppendTo(parameters, 10);
        return $"\e[{string.Join(';', parameters)}m";
    }
}
