namespace Drover.Nomad.Plugins;

/// <summary>A configuration says something that can't be met; the message tells the user what and what to do.</summary>
internal sealed class ConfigException(string message) : Exception(message);
