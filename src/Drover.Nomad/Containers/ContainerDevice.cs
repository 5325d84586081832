namespace Drover.Nomad.Containers;

/// <summary>A device of a container. Immutable.</summary>
/// <param name="Path">Where in the container.</param>
/// <param name="IsBlock">Whether it is a block device.</param>
/// <param name="Major">The number of its kind.</param>
/// <param name="Minor">Its number in that kind.</param>
/// <param name="Mode">Its permission bits.</param>
/// <param name="User">Its owner.</param>
/// <param name="Group">Its group.</param>
/// <param name="Access">What may be done with it: of "rwm".</param>
internal sealed record ContainerDevice(string Path, bool IsBlock, uint Major, uint Minor, int Mode, uint User, uint Group, string Access)
{
    /// <summary>Its kind as an OCI configuration has it.</summary>
    public string Type => IsBlock ? "b" : "c";
}
