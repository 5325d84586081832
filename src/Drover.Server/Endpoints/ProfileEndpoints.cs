using Drover.Server.Agents;
using Drover.Server.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/api/profiles: how agents are called.</summary>
internal sealed class ProfileEndpoints(Board board, CommandCheck check)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/profiles", ListAsync);
        routes.MapPost("/profiles", CreateAsync);
        routes.MapGet("/profiles/{name}", ShowAsync);
        routes.MapPut("/profiles/{name}", context => StoreAsync(context, isWhole: true));
        routes.MapPatch("/profiles/{name}", context => StoreAsync(context, isWhole: false));
        routes.MapDelete("/profiles/{name}", DeleteAsync);
        routes.MapPost("/profiles/{name}/check", CheckAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        new RequestQuery(context).ThrowIfWrong();
        ProfileAnswer[] all = [.. board.Database.Read(board.Profiles.All).Select(ProfileAnswer.Of)];
        return Answers.WriteAsync(context, all, AnswerJson.Default.ProfileAnswerArray);
    }

    private Task ShowAsync(HttpContext context) => WriteAsync(context, Find(context));

    private async Task CreateAsync(HttpContext context)
    {
        RequestBody body = await RequestBody.ReadAsync(context, ["name", .. ProfileForm.Fields]).ConfigureAwait(false);
        string name = body.Text("name", 64, isRequired: true, mayBeEmpty: false) ?? "";
        if (name.Length > 0 && !AgentProfile.IsName(name)) body.Refuse("name", "is not 1 to 64 letters, digits, '.', '_' and '-'");
        AgentProfile made = ProfileForm.Fill(body, null, isWhole: true);
        body.ThrowIfWrong();
        // The built-in one may be replaced: nobody has stored it.
        if (await board.Profiles.WriteAsync(name, _ => made, was => was is null or { IsBuiltIn: true }).ConfigureAwait(false) is not var (stored, _))
            throw new ProblemException(new Problem(409, "exists", "The profile is there already", $"There is a profile '{name}'. Change it with PUT or PATCH /api/profiles/{name}, or choose another name."));
        context.Response.Headers.Location = $"/api/profiles/{stored.Name}";
        await WriteAsync(context, stored, 201).ConfigureAwait(false);
    }

    private async Task StoreAsync(HttpContext context, bool isWhole)
    {
        string name = Name(context);
        RequestBody body = await RequestBody.ReadAsync(context, ProfileForm.Fields).ConfigureAwait(false);
        AgentProfile? known = board.Database.Read(session => board.Profiles.Find(session, name));
        if (known is null && (!isWhole || !AgentProfile.IsName(name))) throw new ProblemException(NoProfile(name));
        // Read once before anything is stored, so that what is wrong is said first.
        _ = ProfileForm.Fill(body, known, isWhole);
        body.ThrowIfWrong();
        Func<long, bool> isCurrent = Answers.IfMatch(context);
        bool mustBeNew = context.Request.Headers.IfNoneMatch == "*";
        bool IsWanted(AgentProfile? was) => mustBeNew ? was is null or { IsBuiltIn: true } : was is null ? context.Request.Headers.IfMatch.Count == 0 : isCurrent(was.Rev);
        if (await board.Profiles.WriteAsync(name, was => ProfileForm.Fill(body, was, isWhole), IsWanted).ConfigureAwait(false) is not var (stored, isNew))
            throw new ProblemException(Stale(name));
        await WriteAsync(context, stored, isNew ? 201 : 200).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        string name = Name(context);
        Func<long, bool> isCurrent = Answers.IfMatch(context);
        if (await board.Profiles.DeleteAsync(name, was => isCurrent(was.Rev)).ConfigureAwait(false) is not var (profile, users, isRemoved))
        {
            throw new ProblemException(name == AgentProfile.DefaultName
                ? new Problem(409, "built-in", "The profile comes with the server", "The profile 'default' is that of AGENT_COMMAND: nobody has stored another, so there is nothing to remove.")
                : NoProfile(name));
        }
        if (!isRemoved && users.Count == 0) throw new ProblemException(Stale(profile.Name));
        if (!isRemoved) throw new ProblemException(new Problem(409, "in-use", "The profile is in use", $"The profile '{name}' is used by {string.Join(", ", users)}. Give them another first."));
        context.Response.StatusCode = 204;
    }

    private async Task CheckAsync(HttpContext context)
    {
        AgentProfile profile = Find(context);
        (await RequestBody.ReadAsync(context).ConfigureAwait(false)).ThrowIfWrong();
        await Answers.WriteAsync(context, await check.RunAsync(profile).ConfigureAwait(false), AnswerJson.Default.CheckAnswer).ConfigureAwait(false);
    }

    private AgentProfile Find(HttpContext context)
    {
        string name = Name(context);
        return board.Database.Read(session => board.Profiles.Find(session, name)) ?? throw new ProblemException(NoProfile(name));
    }

    private static Task WriteAsync(HttpContext context, AgentProfile profile, int status = 200)
    {
        context.Response.Headers.ETag = Answers.ETag(profile.Rev);
        return Answers.WriteAsync(context, ProfileAnswer.Of(profile), AnswerJson.Default.ProfileAnswer, status);
    }

    private static string Name(HttpContext context) => (string?)context.Request.RouteValues["name"] ?? "";

    private static Problem NoProfile(string name) => new(404, "profile-not-found", "Profile not found", $"There is no agent profile '{name}'.");

    private static Problem Stale(string name) =>
        new(412, "changed-meanwhile", "The profile was changed meanwhile", $"The profile '{name}' is not what If-Match or If-None-Match says. Read it again and repeat the change.");
}
