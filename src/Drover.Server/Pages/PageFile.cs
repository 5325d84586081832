using System.Reflection;
using System.Security.Cryptography;

namespace Drover.Server.Pages;

/// <summary>A file of the board, as it lies in the executable.</summary>
internal sealed class PageFile
{
    private static readonly Assembly s_assembly = typeof(PageFile).Assembly;

    private readonly string _resource;
    private readonly Lazy<string> _tag;

    private PageFile(string path, string resource, bool hasBrotli, bool hasGzip)
    {
        _resource = resource;
        HasBrotli = hasBrotli;
        HasGzip = hasGzip;
        ContentType = TypeOf(path);
        IsImmutable = path.StartsWith("/assets/", StringComparison.Ordinal);
        _tag = new Lazy<string>(() =>
        {
            using Stream content = Open("");
            return $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"";
        });
    }

    /// <summary>The MIME type.</summary>
    public string ContentType { get; }

    /// <summary>Whether its name changes with its content, so that it never has to be asked for again.</summary>
    public bool IsImmutable { get; }

    /// <summary>Whether it is there compressed by Brotli.</summary>
    public bool HasBrotli { get; }

    /// <summary>Whether it is there compressed by gzip.</summary>
    public bool HasGzip { get; }

    /// <summary>The entity tag of its plain form.</summary>
    public string Tag => _tag.Value;

    /// <summary>All files of the board by their paths; none when it was built without the board.</summary>
    public static Dictionary<string, PageFile> All()
    {
        const string prefix = "board";
        HashSet<string> names = [.. s_assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix + "/", StringComparison.Ordinal))];
        return names
            .Where(name => !name.EndsWith(".br", StringComparison.Ordinal) && !name.EndsWith(".gz", StringComparison.Ordinal))
            .ToDictionary(name => name[prefix.Length..], name => new PageFile(name[prefix.Length..], name, names.Contains(name + ".br"), names.Contains(name + ".gz")));
    }

    /// <summary>Its content.</summary>
    /// <param name="ending">".br" or ".gz" for a compressed form, "" for the plain one.</param>
    public Stream Open(string ending) => s_assembly.GetManifestResourceStream(_resource + ending)!;

    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" => "application/json",
        ".woff2" => "font/woff2",
        _ => "application/octet-stream",
    };
}
