using System.Globalization;
using Drover.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/api/backup: a copy of the database while the server runs. It goes into the state directory: no request names paths outside.</summary>
internal sealed class BackupEndpoint(IDatabase database, string directory, TimeProvider time)
{
    /// <summary>Adds the route.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/backup", BackUpAsync);

    private async Task BackUpAsync(HttpContext context)
    {
        (await RequestBody.ReadAsync(context).ConfigureAwait(false)).ThrowIfWrong();
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string name = $"board-{time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("N")[..6]}.db";
        string path = Path.Combine(directory, name);
        try
        {
            await database.BackupAsync(path).ConfigureAwait(false);
        }
        catch (NotSupportedException e)
        {
            throw new ProblemException(new Problem(409, "backup-elsewhere", "The board is not kept here", e.Message));
        }
        await Answers.WriteAsync(context, new BackupAnswer(path, new FileInfo(path).Length), AnswerJson.Default.BackupAnswer, 201).ConfigureAwait(false);
    }
}
