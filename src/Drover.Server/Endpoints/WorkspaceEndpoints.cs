using Drover.Server.Agents;
using Drover.Server.Hosting;
using Drover.Server.Tasks;
using Drover.Server.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/api/workspaces: the directories in which agents work.</summary>
internal sealed class WorkspaceEndpoints(Board board, ServerSettings settings)
{
    private const int GreatestUsers = 20;
    private static readonly string[] s_fields = ["path", "worktrees", "base"];

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/workspaces", ListAsync);
        routes.MapGet("/workspaces/{name}", ShowAsync);
        routes.MapPut("/workspaces/{name}", StoreAsync);
        routes.MapDelete("/workspaces/{name}", DeleteAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        new RequestQuery(context).ThrowIfWrong();
        List<Workspace> all = board.Database.Read(session => WorkspaceTable.All(session, settings.Workspace));
        return Answers.WriteAsync(context, [.. all.Select(WorkspaceAnswer.Of)], AnswerJson.Default.WorkspaceAnswerArray);
    }

    private Task ShowAsync(HttpContext context)
    {
        string name = Name(context);
        return WriteAsync(context, board.Database.Read(session => WorkspaceTable.Find(session, name, settings.Workspace)) ?? throw new ProblemException(NoWorkspace(name)));
    }

    private async Task StoreAsync(HttpContext context)
    {
        string name = Name(context);
        if (!AgentProfile.IsName(name)) throw new ProblemException(NoWorkspace(name));
        RequestBody body = await RequestBody.ReadAsync(context, s_fields).ConfigureAwait(false);
        string path = body.Text("path", 4096, isRequired: true, mayBeEmpty: false) ?? "/";
        if (!Path.IsPathFullyQualified(path)) body.Refuse("path", "is not an absolute path");
        else if (!Directory.Exists(path)) body.Refuse("path", "is not a directory; make it first");
        bool hasWorktrees = body.Flag("worktrees") ?? false;
        if (hasWorktrees && !Path.Exists(Path.Combine(path, ".git"))) body.Refuse("worktrees", "needs a git repository in the path; 'git init' makes one");
        string? start = body.Text("base", 200, mayBeEmpty: false);
        // It is an argument of git: no option.
        if (start?.StartsWith('-') == true) body.Refuse("base", "begins with '-'; give a branch, tag or commit");
        body.ThrowIfWrong();
        Func<long, bool> isCurrent = Answers.IfMatch(context);
        (Workspace? stored, bool isNew) = await board.Database.WriteAsync<(Workspace?, bool)>(
            session =>
            {
                Workspace? was = WorkspaceTable.Find(session, name, settings.Workspace);
                if (was is null ? context.Request.Headers.IfMatch.Count > 0 : !isCurrent(was.Rev)) return (null, false);
                return (WorkspaceTable.Write(session, new Workspace { Name = name, Path = Path.GetFullPath(path), HasWorktrees = hasWorktrees, Base = start, Rev = (was?.Rev ?? 0) + 1 }), was is null);
            },
            committed: done => Tell(done.Item1 is not null)).ConfigureAwait(false);
        if (stored is null) throw new ProblemException(new Problem(412, "changed-meanwhile", "The workspace was changed meanwhile", $"The workspace '{name}' is not what If-Match says. Read it again and repeat the change."));
        await WriteAsync(context, stored, isNew ? 201 : 200).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        string name = Name(context);
        List<string> users = board.Database.Read(session => name == Workspace.DefaultName
            ? []
            : TaskTable.UsersOf(session, name).ConvertAll(TaskIds.Of));
        if (users.Count > 0) throw new ProblemException(new Problem(409, "in-use", "The workspace is in use", $"The workspace '{name}' is used by {string.Join(", ", users.Take(GreatestUsers))}{(users.Count > GreatestUsers ? ", …" : "")}. Give them another first."));
        if (!await board.Database.WriteAsync(session => WorkspaceTable.Delete(session, name), committed: Tell).ConfigureAwait(false)) throw new ProblemException(NoWorkspace(name));
        context.Response.StatusCode = 204;
    }

    private void Tell(bool isChanged)
    {
        if (isChanged) board.Feed.Publish(new BoardEvent { Type = "settings.updated", Intent = Intent.User });
    }

    private static Task WriteAsync(HttpContext context, Workspace workspace, int status = 200)
    {
        context.Response.Headers.ETag = Answers.ETag(workspace.Rev);
        return Answers.WriteAsync(context, WorkspaceAnswer.Of(workspace), AnswerJson.Default.WorkspaceAnswer, status);
    }

    private static string Name(HttpContext context) => (string?)context.Request.RouteValues["name"] ?? "";

    private static Problem NoWorkspace(string name) => new(404, "workspace-not-found", "Workspace not found", $"There is no workspace '{name}'.");
}
