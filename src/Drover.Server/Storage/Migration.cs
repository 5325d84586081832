namespace Drover.Server.Storage;

/// <summary>One step of the schema. Steps are numbered from 1, never changed once released, and only go forward.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Sql">Its statements; what differs between databases stands in braces, see <see cref="Schema.Translate"/>.</param>
internal sealed record Migration(int Number, string Sql);
