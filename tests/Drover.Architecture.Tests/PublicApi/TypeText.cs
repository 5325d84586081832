using System.Reflection;

namespace Drover.Architecture.Tests.PublicApi;

/// <summary>Types in the words of C#, with the question marks of nullable references.</summary>
internal static class TypeText
{
    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    public static string Of(ParameterInfo parameter) => Write(parameter.ParameterType, Nullability.Create(parameter), parameter.IsOut);

    public static string Of(PropertyInfo property) => Write(property.PropertyType, Nullability.Create(property), property.GetMethod is null);

    public static string Of(FieldInfo field) => Write(field.FieldType, Nullability.Create(field), written: false);

    public static string Of(EventInfo happening) => Write(happening.EventHandlerType!, Nullability.Create(happening), written: false);

    /// <summary>The name without nullability: with its namespace for our own types, without for the framework's.</summary>
    public static string Name(Type type) => Write(type, nullability: null, written: false);

    private static string Write(Type type, NullabilityInfo? nullability, bool written)
    {
        if (type.IsByRef)
            return Write(type.GetElementType()!, nullability, written);
        if (type.IsPointer)
            return Write(type.GetElementType()!, null, written) + "*";
        if (type.IsArray)
            return $"{Write(type.GetElementType()!, nullability?.ElementType, written)}[]{Mark(nullability, written)}";
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Write(inner, nullability?.GenericTypeArguments is [var argument] ? argument : null, written) + "?";
        if (Keywords.TryGetValue(type, out string? keyword))
            return keyword + (type.IsValueType ? "" : Mark(nullability, written));
        if (type.IsGenericParameter)
            return type.Name + Mark(nullability, written);
        string mark = type.IsValueType ? "" : Mark(nullability, written);
        return Path(type, nullability, written) + mark;
    }

    private static string Path(Type type, NullabilityInfo? nullability, bool written)
    {
        string prefix = type.DeclaringType is { } outer ? Name(outer) + "." : type.Namespace?.StartsWith("Drover", StringComparison.Ordinal) == true ? type.Namespace + "." : "";
        int tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        if (tick < 0)
            return prefix + type.Name;
        IEnumerable<string> arguments = type.GetGenericArguments().Select(
            (argument, index) => Write(argument, nullability?.GenericTypeArguments is { } known && index < known.Length ? known[index] : null, written));
        return $"{prefix}{type.Name[..tick]}<{string.Join(", ", arguments)}>";
    }

    private static string Mark(NullabilityInfo? nullability, bool written)
        => (written ? nullability?.WriteState : nullability?.ReadState) == NullabilityState.Nullable ? "?" : "";
}
