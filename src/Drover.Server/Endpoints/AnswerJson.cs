using System.Text.Json.Serialization;
using Drover.Server.Runs;

namespace Drover.Server.Endpoints;

/// <summary>The forms of answers. What is unknown is null, not left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(InstantFormat)])]
[JsonSerializable(typeof(TaskAnswer))]
[JsonSerializable(typeof(Page<TaskAnswer>))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(Page<RunAnswer>))]
[JsonSerializable(typeof(EventAnswer[]))]
[JsonSerializable(typeof(RunningAnswer))]
[JsonSerializable(typeof(StoppingAnswer))]
[JsonSerializable(typeof(BoardAnswer))]
[JsonSerializable(typeof(QueueAnswer))]
[JsonSerializable(typeof(QueuedAnswer))]
[JsonSerializable(typeof(ExplainAnswer[]))]
[JsonSerializable(typeof(BulkAnswer[]))]
[JsonSerializable(typeof(RecoveryReport))]
[JsonSerializable(typeof(ShutdownAnswer))]
[JsonSerializable(typeof(TicketAnswer))]
[JsonSerializable(typeof(ProcessAnswer[]))]
[JsonSerializable(typeof(ResourceAnswer))]
[JsonSerializable(typeof(LogPage))]
[JsonSerializable(typeof(SearchAnswer))]
[JsonSerializable(typeof(BoardMessage))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(VersionAnswer))]
internal sealed partial class AnswerJson : JsonSerializerContext;
