using Drover.Runs.Logs;

namespace Drover.Cli.Following;

/// <summary>Prints a log as far as it goes.</summary>
internal interface ILogPrinter
{
    /// <summary>Prints everything that can be read now.</summary>
    /// <returns>Why it returned.</returns>
    PrintResult PrintAvailable(LogReader reader);

    /// <summary>Prints what was held back for want of an end, because nothing comes any more.</summary>
    PrintResult Finish();
}
