using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Drover.Architecture.Tests.PublicApi;

/// <summary>One line for each public type and for each of its members that users can reach.</summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Lines(Assembly assembly)
        => assembly.GetExportedTypes().SelectMany(type => Members(type).Select(member => $"{TypeText.Name(type)}.{member}").Prepend(Declaration(type))).Order(StringComparer.Ordinal);

    private static string Declaration(Type type)
    {
        string kind = type switch
        {
            { IsEnum: true } => type.IsDefined(typeof(FlagsAttribute)) ? "flags enum" : "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var bases = new List<string>();
        if (type.IsClass && type.BaseType is { } parent && parent != typeof(object))
            bases.Add(TypeText.Name(parent));
        if (type.IsEnum)
            bases.Add(TypeText.Name(Enum.GetUnderlyingType(type)));
        else
            bases.AddRange(type.GetInterfaces().Where(face => face.IsVisible).Select(TypeText.Name).Order(StringComparer.Ordinal));
        return $"{TypeText.Name(type)} = {kind}{(bases.Count > 0 ? " : " + string.Join(", ", bases) : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
            return [Method(type.GetMethod("Invoke")!)];
        return type.GetConstructors(Declared).Where(IsReachable).Select(maker => $"new({Parameters(maker)})")
            .Concat(type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly).Where(field => !field.IsSpecialName).Select(Field))
            .Concat(type.GetProperties(Declared).Where(property => property.GetAccessors(nonPublic: true).Any(IsReachable)).Where(IsWritten).Select(Property))
            .Concat(type.GetEvents(Declared).Where(happening => IsReachable(happening.AddMethod!)).Select(happening => $"event {happening.Name} -> {TypeText.Of(happening)}"))
            .Concat(type.GetMethods(Declared).Where(IsReachable).Where(IsWritten)
                .Where(method => !method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)).Select(Method));
    }

    private static string Method(MethodInfo method)
    {
        string generics = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        return $"{Modifiers(method)}{method.Name}{generics}({Parameters(method)}) -> {TypeText.Of(method.ReturnParameter)}";
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo any = property.GetMethod ?? property.SetMethod!;
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        string index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : "";
        string get = property.GetMethod is { } getter && IsReachable(getter) ? "get; " : "";
        string set = property.SetMethod is { } setter && IsReachable(setter)
            ? setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init; " : "set; "
            : "";
        return $"{required}{Modifiers(any)}{property.Name}{index} {{ {get}{set}}} -> {TypeText.Of(property)}";
    }

    private static string Field(FieldInfo field)
    {
        if (field.DeclaringType!.IsEnum)
            return string.Create(CultureInfo.InvariantCulture, $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}");
        string kind = field.IsLiteral ? "const " : field.IsInitOnly ? "readonly " : "";
        string value = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : "";
        return $"{(field.IsStatic && !field.IsLiteral ? "static " : "")}{kind}{field.Name} -> {TypeText.Of(field)}{value}";
    }

    private static string Modifiers(MethodInfo method)
    {
        string access = method.IsPublic ? "" : "protected ";
        if (method.IsStatic)
            return access + (method.IsAbstract ? "static abstract " : "static ");
        if (method.DeclaringType!.IsInterface || !method.IsVirtual || method.IsFinal)
            return access;
        bool overrides = method.GetBaseDefinition() != method;
        return access + (method.IsAbstract ? "abstract " : overrides ? "override " : "virtual ");
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string way = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : "";
        string many = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        string value = parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue)}" : "";
        return $"{many}{way}{TypeText.Of(parameter)} {parameter.Name}{value}";
    }

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static bool IsReachable(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    /// <summary>Whether a person wrote it: a record's equality and its like are left out.</summary>
    private static bool IsWritten(MemberInfo member)
        => !member.IsDefined(typeof(CompilerGeneratedAttribute)) && member.Name is not ("EqualityContract" or "PrintMembers");
}
