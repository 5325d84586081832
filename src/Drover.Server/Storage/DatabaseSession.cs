using System.Data.Common;

namespace Drover.Server.Storage;

/// <summary>A connection that keeps its statements prepared. Used by one thread at a time.</summary>
/// <param name="connection">The connection; disposed with this object.</param>
/// <param name="keepsCommands">
/// Whether a statement's command is used again. Npgsql prepares by text and by itself, and a command that it has prepared goes on with the parameters it had then.
/// </param>
internal sealed class DatabaseSession(DbConnection connection, bool keepsCommands = true) : IDisposable
{
    private readonly Dictionary<string, DbCommand> _prepared = [];
    private DbCommand? _latest;

    /// <summary>The connection.</summary>
    public DbConnection Connection => connection;

    /// <summary>The transaction that statements run in; null for none.</summary>
    public DbTransaction? Transaction { get; set; }

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <summary>Runs a query and makes one object of each row.</summary>
    public List<T> Query<T>(string sql, Func<Row, T> make, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var found = new List<T>();
        using DbDataReader reader = Prepare(sql, values).ExecuteReader();
        var row = new Row(reader);
        while (reader.Read()) found.Add(make(row));
        return found;
    }

    /// <summary>The first row of a query; null when there is none.</summary>
    public T? QueryFirst<T>(string sql, Func<Row, T> make, params ReadOnlySpan<(string Name, object? Value)> values)
        where T : class
    {
        using DbDataReader reader = Prepare(sql, values).ExecuteReader();
        return reader.Read() ? make(new Row(reader)) : null;
    }

    /// <summary>The number in the first column of the first row; null when there is none.</summary>
    public long? QueryNumber(string sql, params ReadOnlySpan<(string Name, object? Value)> values) =>
        Prepare(sql, values).ExecuteScalar() is { } value and not DBNull ? Convert.ToInt64(value) : null;

    /// <summary>The text in the first column of the first row; null when there is none.</summary>
    public string? QueryText(string sql, params ReadOnlySpan<(string Name, object? Value)> values) => Prepare(sql, values).ExecuteScalar() as string;

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        foreach (DbCommand command in _prepared.Values) command.Dispose();
        _latest?.Dispose();
        connection.Dispose();
    }

    private DbCommand Prepare(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!_prepared.TryGetValue(sql, out DbCommand? command))
        {
            command = connection.CreateCommand();
            // Every text is a constant of this program; what people send travels in parameters.
#pragma warning disable CA2100
            command.CommandText = sql;
#pragma warning restore CA2100
            if (keepsCommands) _prepared.Add(sql, command);
            else
            {
                _latest?.Dispose();
                _latest = command;
            }
        }
        command.Transaction = Transaction;
        command.Parameters.Clear();
        foreach ((string name, object? value) in values)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }
        return command;
    }
}
