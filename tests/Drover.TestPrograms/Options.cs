using System.Globalization;

namespace Drover.TestPrograms;

/// <summary>What follows the verb: operands, <c>--name value</c> and <c>--flag</c>, in any order.</summary>
internal sealed class Options(string[] arguments)
{
    /// <summary>The arguments as they came.</summary>
    public string[] All => arguments;

    public bool Has(string flag) => Array.IndexOf(arguments, flag) >= 0;

    public string Text(string name, string otherwise)
    {
        int index = Array.IndexOf(arguments, name);
        return index >= 0 && index + 1 < arguments.Length ? arguments[index + 1] : otherwise;
    }

    public long Number(string name, long otherwise) => Has(name) ? long.Parse(Text(name, ""), CultureInfo.InvariantCulture) : otherwise;

    /// <summary>The first argument, which must be a number and stand before any option.</summary>
    public long FirstNumber(long otherwise) => arguments.Length > 0 && !arguments[0].StartsWith("--", StringComparison.Ordinal)
        ? long.Parse(arguments[0], CultureInfo.InvariantCulture)
        : otherwise;
}
