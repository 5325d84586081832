namespace Drover.Nomad.Tasks;

/// <summary>A mount that a job asks for. Immutable.</summary>
/// <param name="Source">An absolute path of the node, or one in the task's own directory, such as "local/conf".</param>
/// <param name="Target">Where in the container.</param>
/// <param name="IsReadOnly">Whether the task may only read it.</param>
internal sealed record JobMount(string Source, string Target, bool IsReadOnly);
