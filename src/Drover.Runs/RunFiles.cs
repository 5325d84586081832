using System.Text.Json;
using Drover.Engine.Descriptors;
using Drover.Runs.Formats;

namespace Drover.Runs;

/// <summary>The files of a run's directory, except the log.</summary>
internal static class RunFiles
{
    public const string Spec = "spec.json";
    public const string Status = "status.json";
    public const string Events = "events.jsonl";
    public const string OldEvents = "events.old.jsonl";
    public const string ShimLog = "shim.log";

    /// <summary>Takes a run off the list of those that have not ended.</summary>
    public static void RemoveLiveMark(Descriptor directory, string id) => _ = DirectoryFiles.Remove(directory, $"../../{LiveRuns.Folder}/{id}");

    /// <summary>Whether a shim has come so far as to write a status.</summary>
    public static bool HasStatus(Descriptor directory)
    {
        using Descriptor? file = Descriptor.TryOpen(Status, OpenMode.Read, out _, directory: directory);
        return file is not null;
    }

    /// <summary>The status as it was last written; null when there is none or it can't be read.</summary>
    public static RunStatus? TryReadStatus(Descriptor directory) => TryRead(() => ReadStatus(directory, ""));

    /// <summary>The name in the spec; null when there is none or it can't be read.</summary>
    public static string? TryReadName(Descriptor directory) => TryRead(() => ReadSpec(directory, "").Name);

    /// <summary>The status as it was last written; null when there is none yet.</summary>
    /// <exception cref="RunException">It is damaged, or may not be read.</exception>
    public static RunStatus? ReadStatus(Descriptor directory, string path)
    {
        byte[]? text = Descriptor.ReadFile(Status, out int errno, directory);
        if (text is null) return errno == 2 ? null : throw Unreadable(path, Status, new Engine.SystemCallException("open", errno));
        try
        {
            return RunStatusFormat.Read(text);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Unreadable(path, Status, e);
        }
    }

    /// <summary>The spec.</summary>
    /// <exception cref="RunException">It is missing, damaged, or may not be read.</exception>
    public static RunSpec ReadSpec(Descriptor directory, string path)
    {
        byte[] text = Descriptor.ReadFile(Spec, out int errno, directory) ?? throw Unreadable(path, Spec, new Engine.SystemCallException("open", errno));
        try
        {
            return RunSpecFormat.Read(text);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Unreadable(path, Spec, e);
        }
    }

    // Whatever the readers of JSON, numbers, times and signals throw at text that is not ours.
    private static bool IsDamage(Exception e) => e is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException;

    private static T? TryRead<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (RunException)
        {
            return default;
        }
    }

    private static RunException Unreadable(string path, string file, Exception why) =>
        new($"{Path.Combine(path, file)} can't be read: {why.Message.TrimEnd('.')}. Look at it, or remove the run with 'drover rm --force {Path.GetFileName(path)}'.", why);
}
