namespace Drover.LineEditor.Keys;

/// <summary>Where keys are looked up.</summary>
public enum KeymapName
{
    /// <summary>Emacs mode.</summary>
    Emacs,

    /// <summary>vi mode, while text is typed.</summary>
    ViInsert,

    /// <summary>vi mode, while keys are commands. What is bound here comes before vi's own commands, which no map lists.</summary>
    ViCommand,
}
