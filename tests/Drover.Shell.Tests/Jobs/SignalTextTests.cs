using Drover.Engine.Signals;
using Drover.Shell.Jobs;

namespace Drover.Shell.Tests.Jobs;

/// <summary>What is said of a signal that ended a job.</summary>
public sealed class SignalTextTests
{
    [Theory]
    [InlineData(1, "Hangup")]
    [InlineData(2, "Interrupt")]
    [InlineData(3, "Quit")]
    [InlineData(4, "Illegal instruction")]
    [InlineData(5, "Trace trap")]
    [InlineData(6, "Aborted")]
    [InlineData(7, "Bus error")]
    [InlineData(8, "Arithmetic exception")]
    [InlineData(9, "Killed")]
    [InlineData(10, "User signal 1")]
    [InlineData(11, "Segmentation fault")]
    [InlineData(12, "User signal 2")]
    [InlineData(13, "Broken pipe")]
    [InlineData(14, "Alarm clock")]
    [InlineData(15, "Terminated")]
    [InlineData(24, "CPU time limit exceeded")]
    [InlineData(25, "File size limit exceeded")]
    [InlineData(29, "Killed (SIGIO)")]
    [InlineData(31, "Bad system call")]
    public void Signals_have_the_words_that_users_know(int number, string words) => SignalText.Describe(new Signal(number)).ShouldBe(words);
}
