using Drover.Nomad.Protocol.HclSpec;

namespace Drover.Nomad.Plugins;

/// <summary>Writes schemas of configuration blocks.</summary>
internal static class ConfigSchema
{
    /// <summary>A block of what has names of its own.</summary>
    public static Spec Of(params ReadOnlySpan<(string Name, Spec Spec)> attributes)
    {
        var block = new Protocol.HclSpec.Object();
        foreach ((string name, Spec spec) in attributes) block.Attributes.Add(name, spec);
        return new Spec { Object = block };
    }

    /// <summary>A value of an HCL type: "string", "number", "bool", "list(string)" and so on.</summary>
    public static (string Name, Spec Spec) Value(string name, string type, bool required = false) => (name, Attribute(name, type, required));

    /// <summary>A value with a default, which is the text of an HCL expression: a string has its quotes.</summary>
    public static (string Name, Spec Spec) Value(string name, string type, string otherwise) =>
        (name, new Spec { Default = new Default { Primary = Attribute(name, type, required: false), Default_ = new Spec { Literal = new Literal { Value = otherwise } } } });

    /// <summary>A block that may come once.</summary>
    public static (string Name, Spec Spec) Block(string name, Spec nested) => (name, new Spec { BlockValue = new Block { Name = name, Nested = nested } });

    /// <summary>Blocks that may come any number of times.</summary>
    public static (string Name, Spec Spec) Blocks(string name, Spec nested) => (name, new Spec { BlockList = new BlockList { Name = name, Nested = nested } });

    /// <summary>A block of names that the user chooses, with values of one type.</summary>
    public static (string Name, Spec Spec) Names(string name, string type) => (name, new Spec { BlockAttrs = new BlockAttrs { Name = name, Type = type } });

    private static Spec Attribute(string name, string type, bool required) => new() { Attr = new Attr { Name = name, Type = type, Required = required } };
}
