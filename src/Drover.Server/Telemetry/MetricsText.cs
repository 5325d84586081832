// Constraints
//   There is no Prometheus exporter that restores everywhere, and the native executable has no room for one. Whoever records must not wait.
// Scheme
//   A listener on the meter "Drover.Server" adds up by instrument and tags; observable instruments are asked when somebody reads. Names, units and
//   suffixes are as OpenTelemetry's rules for Prometheus have them.

using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Drover.Server.Telemetry;

/// <summary>What was measured since the server started, in the text format of Prometheus.</summary>
internal sealed class MetricsText : IDisposable
{
    private static readonly double[] s_bounds = [0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <summary>Begins to listen.</summary>
    public MetricsText()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ServerTelemetry.Name) listener.EnableMeasurementEvents(instrument, FamilyOf(instrument));
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Add((Family)state!, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Add((Family)state!, value, tags));
        _listener.Start();
    }

    /// <summary>Writes all of it.</summary>
    public void Write(StringBuilder text)
    {
        _listener.RecordObservableInstruments();
        lock (_lock)
        {
            foreach ((string name, Family family) in _families)
            {
                if (family.Series.Count == 0) continue;
                text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {family.Help}\n# TYPE {name} {family.Type}\n");
                foreach ((string tags, Series series) in family.Series) series.Write(text, name, tags, family.Type);
            }
        }
    }

    /// <summary>Listens no more.</summary>
    public void Dispose() => _listener.Dispose();

    private Family FamilyOf(Instrument instrument)
    {
        string type = instrument is Histogram<double> ? "histogram" : instrument is Counter<long> ? "counter" : "gauge";
        string unit = instrument.Unit switch { "s" => "_seconds", "By" when !instrument.Name.EndsWith("bytes", StringComparison.Ordinal) => "_bytes", "%" => "_percent", _ => "" };
        string name = instrument.Name.Replace('.', '_') + unit + (type == "counter" ? "_total" : "");
        lock (_lock)
        {
            if (_families.TryGetValue(name, out Family? known)) return known;
            var family = new Family(type, instrument.Description ?? "");
            _families.Add(name, family);
            // What has not happened yet is told as such; what has tags is not known before.
            if (type == "counter" && name is not "drover_runs_ended_total" and not "drover_recoveries_total") family.Series.Add("", new Series());
            return family;
        }
    }

    private void Add(Family family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string label = "";
        foreach (KeyValuePair<string, object?> tag in tags) label += $"{(label.Length > 0 ? "," : "")}{tag.Key}=\"{tag.Value}\"";
        lock (_lock)
        {
            if (!family.Series.TryGetValue(label, out Series? series)) family.Series.Add(label, series = new Series());
            series.Add(value, family.Type);
        }
    }

    private sealed record Family(string Type, string Help)
    {
        public SortedDictionary<string, Series> Series { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Series
    {
        private readonly long[] _buckets = new long[s_bounds.Length];
        private double _sum;
        private long _count;

        public void Add(double value, string type)
        {
            _sum = type == "gauge" ? value : _sum + value;
            _count++;
            if (type != "histogram") return;
            for (int i = 0; i < s_bounds.Length; i++)
                if (value <= s_bounds[i]) _buckets[i]++;
        }

        public void Write(StringBuilder text, string name, string tags, string type)
        {
            string own = tags.Length > 0 ? $"{{{tags}}}" : "";
            if (type != "histogram")
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{own} {_sum}\n");
                return;
            }
            string before = tags.Length > 0 ? tags + "," : "";
            for (int i = 0; i < s_bounds.Length; i++) text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"{s_bounds[i]}\"}} {_buckets[i]}\n");
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"+Inf\"}} {_count}\n{name}_sum{own} {_sum}\n{name}_count{own} {_count}\n");
        }
    }
}
