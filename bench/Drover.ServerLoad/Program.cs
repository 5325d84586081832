using System.Globalization;
using Drover.ServerLoad;

// Prints what it measured as name=value; bench/figures/serve.sh says what it means. URL is the server's address.
switch (args)
{
    case ["start", var url, var count, .. var command] when command.Length > 0:
        foreach (string run in await new Api(url).StartAsync(Number(count), command)) Console.WriteLine(run);
        return 0;
    case ["latency", var url, var count, .. var command] when command.Length > 0:
        List<string> runs = await new Api(url).StartAsync(Number(count), command);
        return await Latency.MeasureAsync(new Uri(url), runs.Select(run => $"/ws/runs/{run}"));
    case ["latency", var url]:
        return await Latency.MeasureAsync(new Uri(url), ["/"]);
    case ["viewers", var url, var run, var count, var stalled]:
        return await Viewers.WatchAsync(new Uri(url), run, Number(count), Number(stalled), disconnects: 0);
    case ["churn", var url, var run, var count, var disconnects]:
        return await Viewers.WatchAsync(new Uri(url), run, Number(count), stalled: 0, Number(disconnects));
    case ["fill", var url, var count]:
        await new Api(url).FillAsync(Number(count));
        return 0;
    case ["create", var url, var count]:
        await new Api(url).MeasureCreateAsync(Number(count));
        return 0;
    case ["read", var url, var path, var count]:
        await new Api(url).MeasureReadAsync(path, Number(count));
        return 0;
    case ["page", var url]:
        await new Api(url).WeighPageAsync();
        return 0;
    default:
        Console.Error.WriteLine("server-load start URL N COMMAND… | latency URL [N COMMAND…] | viewers URL RUN N STALLED | churn URL RUN N DISCONNECTS | fill|create URL N | read URL PATH N | page URL");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
