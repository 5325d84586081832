// Constraints
//   Redirections are carried out in order, each seeing what the ones before it did ("2>&1 >f" differs from ">f 2>&1").
//   A source may have the number of another's target, and posix_spawn carries out its actions one after the other.
//   Our own 0, 1 or 2 may be closed, and their numbers then taken by something of ours that is no child's business.
// Scheme
//   The list is played here, in the parent, on a map "number in the child → number here". Only its end result becomes actions: every
//   source that could be overwritten is first duplicated above all targets, then each target is one dup2, and all else is closed.
//   0, 1 and 2 that nobody mentions need no action: what is theirs is inherited, what is ours is close-on-exec.
//   Files are opened here too, so that an error names the file. All but FIFOs: opening one waits for its other side, which must hold up the
//   child and not us, so that is left to the exec helper.

using System.Runtime.InteropServices;
using Drover.Engine.Descriptors;
using Drover.Engine.Interop;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;

namespace Drover.Engine.Spawning;

/// <summary>Which of our descriptors a child gets at which of its numbers, and the pipe ends that stay with us.</summary>
internal sealed class DescriptorPlan : IDisposable
{
    private const int ClosedSource = -1;
    private const int TerminalSource = -2;
    private const int InheritedSource = -3;
    private const int FirstLateSource = -10; // and downwards

    private readonly DescriptorMap _sources = new(InheritedSource);
    private List<Descriptor>? _opened;
    private List<Redirection.ToFile>? _late;
    private Dictionary<int, Descriptor>? _pipes;

    /// <summary>Whether something is left for the exec helper to open.</summary>
    public bool HasLateFiles => _late is not null;

    /// <summary>The lowest number above all targets.</summary>
    public int FirstFreeTarget => LastTarget + 1;

    private int LastTarget => _sources.Last;

    /// <summary>Whether the child has pipes to us.</summary>
    public bool HasPipes => _pipes is not null;

    /// <summary>Our ends of the pipes made, by the child's number; the caller takes them over.</summary>
    public Dictionary<int, Descriptor>? TakePipes()
    {
        Dictionary<int, Descriptor>? pipes = _pipes;
        _pipes = null;
        return pipes;
    }

    /// <summary>Makes a target one of our numbers.</summary>
    public void Map(int target, int ownNumber) => _sources.Set(target, ownNumber);

    /// <summary>Takes back what <see cref="Map"/> did.</summary>
    public void Unmap(int target) => _sources.Remove(target);

    /// <summary>Makes 0, 1 and 2 the terminal that the child will open as its controlling one.</summary>
    public void MapTerminal()
    {
        for (int target = 0; target <= 2; target++) _sources.Set(target, TerminalSource);
    }

    public void Play(ProcessSpec spec, Descriptor? directory)
    {
        foreach (Redirection redirection in spec.Redirections)
        {
            int source = redirection switch
            {
                Redirection.ToFile file => OpenFile(spec, file, directory),
                Redirection.ToDescriptorOfChild duplicate => SourceOf(spec, duplicate),
                Redirection.Closed => ClosedSource,
                Redirection.ToDescriptor descriptor => descriptor.Source.Number,
                Redirection.ToOwnNumber own => own.OwnNumber,
                Redirection.ToPipe pipe => OpenPipe(pipe),
                _ => throw new ArgumentException($"Unknown redirection {redirection}."),
            };
            _sources.Set(redirection.Target, source);
        }
    }

    /// <summary>Adds the actions that bring the map about in the child, the last of which closes everything else.</summary>
    /// <param name="actions">An initialised posix_spawn_file_actions_t.</param>
    /// <param name="terminalPath">The terminal that <see cref="MapTerminal"/> speaks of, NUL-terminated.</param>
    /// <exception cref="SystemCallException">A number is out of range, or no descriptor is left.</exception>
    public unsafe void AddActions(void* actions, byte* terminalPath)
    {
        int lastTarget = LastTarget;
        Span<int> sources = _sources.Count <= 64 ? stackalloc int[_sources.Count] : new int[_sources.Count];
        int terminal = MoveSourcesAway(sources);
        // Opened by the session leader without O_NOCTTY: so it becomes the controlling terminal (credentials(7), tty(4)).
        if (terminalPath is not null) Check(Libc.posix_spawn_file_actions_addopen(actions, terminal, terminalPath, Libc.O_RDWR, 0), terminal);
        for (int i = 0; i < sources.Length; i++)
        {
            int target = _sources.Entries[i].Target;
            int source = sources[i] == TerminalSource ? terminal : sources[i];
            if (source == InheritedSource) continue;
            if (source is ClosedSource or <= FirstLateSource) Check(Libc.posix_spawn_file_actions_addclose(actions, target), target);
            // dup2 of a number to itself clears close-on-exec in glibc's posix_spawn (2.29 and later).
            else Check(Libc.posix_spawn_file_actions_adddup2(actions, source, target), target);
        }
        for (int number = 3, i = 0; number < lastTarget; number++)
        {
            while (_sources.Entries[i].Target < number) i++;
            if (_sources.Entries[i].Target != number) Check(Libc.posix_spawn_file_actions_addclose(actions, number), number);
        }
        Check(Libc.posix_spawn_file_actions_addclosefrom_np(actions, Math.Max(lastTarget, 2) + 1), lastTarget + 1);
    }

    /// <summary>The same as pairs, to be carried out in order: target and source; or the first number that is to be closed and the complement of the last.</summary>
    /// <param name="terminal">The number at which the terminal that <see cref="MapTerminal"/> speaks of is to be opened.</param>
    /// <param name="closeFrom">From this number on everything else is to be closed.</param>
    public ReadOnlySpan<int> Moves(out int terminal, out int closeFrom)
    {
        int lastTarget = LastTarget;
        if (_sources.IsUntouched)
        {
            terminal = closeFrom = lastTarget + 1;
            return [];
        }
        Span<int> sources = _sources.Count <= 64 ? stackalloc int[_sources.Count] : new int[_sources.Count];
        terminal = MoveSourcesAway(sources);
        closeFrom = Math.Max(lastTarget, 2) + 1;
        var moves = new List<int>();
        for (int i = 0; i < sources.Length; i++)
        {
            int target = _sources.Entries[i].Target;
            int source = sources[i] == TerminalSource ? terminal : sources[i];
            if (source != InheritedSource) moves.AddRange([target, source is ClosedSource or <= FirstLateSource ? ~target : source]);
        }
        // Only now: sources lie between the targets.
        int next = 3;
        for (int i = 0; i < sources.Length; i++)
        {
            int target = _sources.Entries[i].Target;
            if (target > next) moves.AddRange([next, ~(target - 1)]);
            next = Math.Max(next, target + 1);
        }
        return CollectionsMarshal.AsSpan(moves);
    }

    /// <summary>Brings the map about in this process, a forked child, and closes what was only there for it.</summary>
    /// <param name="terminalPath">The terminal that <see cref="MapTerminal"/> speaks of: the leader of a new session gets it.</param>
    /// <param name="parents">The parent's ends of pipes.</param>
    /// <remarks>Descriptors that it does not speak of stay as they are.</remarks>
    /// <exception cref="SystemCallException">A number is out of range, or not open.</exception>
    public void BringAboutHere(ByteString? terminalPath, ReadOnlySpan<Descriptor?> parents)
    {
        int lastTarget = LastTarget;
        if (_pipes is not null)
            foreach (Descriptor end in _pipes.Values) end.Dispose();
        int terminal = terminalPath is { } path ? Opened(OpenControlling(path)).Number : -1;
        int[] sources = new int[_sources.Count];
        for (int i = 0; i < sources.Length; i++)
        {
            sources[i] = _sources.Entries[i].Source is var source && source == TerminalSource ? terminal : source;
            if (IsOverwritten(sources[i], _sources.Entries[i].Target)) sources[i] = DuplicateAbove(sources[i], lastTarget);
        }
        for (int i = 0; i < sources.Length; i++)
        {
            int target = _sources.Entries[i].Target;
            if (sources[i] == InheritedSource) continue;
            if (sources[i] < 0) _ = Libc.close(target);
            else if ((sources[i] == target ? Libc.fcntl(target, Libc.F_SETFD, 0) : Libc.dup2(sources[i], target)) < 0)
                throw new SystemCallException("dup2", Errno.Last, $"descriptor {(Libc.fcntl(sources[i], Libc.F_GETFD, 0) < 0 ? sources[i] : target)}");
        }
        foreach (Descriptor? end in parents) CloseUnlessTarget(end);
        if (_opened is null) return;
        foreach (Descriptor opened in _opened) CloseUnlessTarget(opened);
    }

    /// <summary>The files that the exec helper opens, in order, and the child's numbers that each is to have: none, when a later redirection took them.</summary>
    public IEnumerable<(Redirection.ToFile File, int[] Targets)> LateFiles()
    {
        for (int i = 0; i < _late?.Count; i++)
        {
            int source = FirstLateSource - i;
            yield return (_late[i], [.. _sources.Entries.ToArray().Where(entry => entry.Source == source).Select(entry => entry.Target)]);
        }
    }

    /// <summary>When the child met EBADF: the source that is not open here, or else the highest target, which must be above the limit.</summary>
    public int FindBadNumber()
    {
        foreach ((_, int source) in _sources.Entries)
            if (source >= 0 && Libc.fcntl(source, Libc.F_GETFD, 0) < 0) return source;
        return LastTarget;
    }

    /// <summary>Closes what was opened for the child, and pipe ends that nobody took.</summary>
    public void Dispose()
    {
        if (_opened is not null)
            foreach (Descriptor descriptor in _opened) descriptor.Dispose();
        if (_pipes is not null)
            foreach (Descriptor end in _pipes.Values) end.Dispose();
    }

    // Duplicates the sources that an earlier action could overwrite; returns a number above all that play a part.
    private int MoveSourcesAway(Span<int> sources)
    {
        int lastTarget = LastTarget;
        int free = lastTarget + 1;
        for (int i = 0; i < sources.Length; i++)
        {
            (int target, int source) = _sources.Entries[i];
            if (IsOverwritten(source, target)) source = DuplicateAbove(source, lastTarget);
            sources[i] = source;
            free = Math.Max(free, source + 1);
        }
        return free;
    }

    // Whether something else comes to the source's number, or nothing.
    private bool IsOverwritten(int source, int target) =>
        source >= 0 && source != target && _sources.TryGet(source, out int fate) && fate != InheritedSource && fate != source;

    // By the session's leader and without O_NOCTTY.
    private static unsafe Descriptor OpenControlling(ByteString path)
    {
        fixed (byte* p = path.NullTerminated())
        {
            int number = Libc.openat(Libc.AT_FDCWD, p, Libc.O_RDWR | Libc.O_CLOEXEC, 0);
            return number >= 0 ? new Descriptor(number) : throw new SystemCallException("open", Errno.Last, path.ToString());
        }
    }

    // Its number is the child's business now, whoever had it here.
    private void CloseUnlessTarget(Descriptor? descriptor)
    {
        if (descriptor is not { IsOpen: true }) return;
        if (_sources.TryGet(descriptor.Number, out int source) && source != InheritedSource) _ = descriptor.Release();
        else descriptor.Dispose();
    }

    private static void Check(int errno, int number)
    {
        if (errno != 0) throw new SystemCallException("posix_spawn_file_actions", errno, $"descriptor {number}");
    }

    private int DuplicateAbove(int source, int lastTarget)
    {
        int copy = Libc.fcntl(source, Libc.F_DUPFD_CLOEXEC, lastTarget + 1);
        if (copy < 0)
        {
            // EINVAL: the limit of open descriptors is not above the last target, which is the number at fault.
            bool beyond = Errno.Last == Errno.EINVAL;
            throw new SystemCallException("fcntl(F_DUPFD_CLOEXEC)", beyond ? Errno.EBADF : Errno.Last, $"descriptor {(beyond ? lastTarget : source)}");
        }
        return Opened(new Descriptor(copy)).Number;
    }

    private int OpenFile(ProcessSpec spec, Redirection.ToFile file, Descriptor? directory)
    {
        if (file.Mode is OpenMode.Read or OpenMode.Truncate or OpenMode.Append or OpenMode.WriteExisting && IsFifo(file.Path, directory))
        {
            _late ??= [];
            _late.Add(file);
            return FirstLateSource - (_late.Count - 1);
        }
        Descriptor? opened = Descriptor.TryOpen(file.Path, file.Mode, out int errno, file.Permissions, directory);
        if (opened is null) throw new SpawnException(spec.Executable.ToString(), errno, SpawnStep.Redirection, file.Path.ToString());
        return Opened(opened).Number;
    }

    private static unsafe bool IsFifo(ByteString path, Descriptor? directory)
    {
        Libc.StatX status;
        fixed (byte* p = path.NullTerminated())
            return Libc.statx(directory?.Number ?? Libc.AT_FDCWD, p, 0, Libc.STATX_TYPE, &status) == 0 && (status.Mode & Libc.S_IFMT) == Libc.S_IFIFO;
    }

    private int SourceOf(ProcessSpec spec, Redirection.ToDescriptorOfChild duplicate)
    {
        if (_sources.TryGet(duplicate.Source, out int source) && source != ClosedSource)
        {
            if (source != InheritedSource) return source;
            // Close-on-exec at 0, 1 or 2: not inherited, but something of ours that got a free number.
            if (Libc.fcntl(duplicate.Source, Libc.F_GETFD, 0) is >= 0 and var flags && (flags & Libc.FD_CLOEXEC) == 0) return duplicate.Source;
        }
        throw new SpawnException(spec.Executable.ToString(), Errno.EBADF, SpawnStep.Redirection, $"descriptor {duplicate.Source}");
    }

    private int OpenPipe(Redirection.ToPipe pipe)
    {
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        (Descriptor ours, Descriptor theirs) = pipe.ChildWrites ? (read, write) : (write, read);
        _ = Opened(theirs);
        _pipes ??= [];
        if (_pipes.Remove(pipe.Target, out Descriptor? replaced)) replaced.Dispose();
        _pipes[pipe.Target] = ours;
        return theirs.Number;
    }

    // It is closed when the child has it.
    private Descriptor Opened(Descriptor descriptor)
    {
        (_opened ??= []).Add(descriptor);
        return descriptor;
    }
}
