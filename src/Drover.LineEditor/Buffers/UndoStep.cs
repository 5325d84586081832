namespace Drover.LineEditor.Buffers;

/// <summary>One change of a line, as much of it as is needed to take it back.</summary>
/// <param name="Group">Steps of one group are taken back together.</param>
/// <param name="Position">Where it happened.</param>
/// <param name="Inserted">How many bytes were put in there.</param>
/// <param name="Removed">What was taken out there; null when nothing was.</param>
/// <param name="Cursor">Where the cursor was before.</param>
internal readonly record struct UndoStep(int Group, int Position, int Inserted, byte[]? Removed, int Cursor);
