namespace Drover.Shell.Builtins;

/// <summary>Symbolic modes such as <c>u=rwx,go-w</c> (POSIX chmod).</summary>
internal static class SymbolicMode
{
    /// <summary>For example "u=rwx,g=rx,o=rx".</summary>
    public static string Describe(int permissions) => $"u={Letters(permissions >> 6)},g={Letters(permissions >> 3)},o={Letters(permissions)}";

    /// <summary>Changes permission bits as a mode says; false when it is not valid.</summary>
    public static bool TryApply(string mode, ref int permissions)
    {
        int result = permissions;
        foreach (string clause in mode.Split(','))
            if (!TryClause(clause, ref result)) return false;
        permissions = result;
        return true;
    }

    private static string Letters(int bits) => ((bits & 4) != 0 ? "r" : "") + ((bits & 2) != 0 ? "w" : "") + ((bits & 1) != 0 ? "x" : "");

    private static bool TryClause(string clause, ref int permissions)
    {
        int i = 0, who = 0;
        for (; i < clause.Length && clause[i] is 'u' or 'g' or 'o' or 'a'; i++)
            who |= clause[i] switch { 'u' => 0x1C0, 'g' => 0x38, 'o' => 7, _ => 0x1FF };
        if (who == 0) who = 0x1FF;
        if (i == clause.Length) return false;
        while (i < clause.Length)
        {
            char operation = clause[i++];
            if (operation is not ('+' or '-' or '=')) return false;
            int bits = 0;
            if (i < clause.Length && clause[i] is 'u' or 'g' or 'o')
            {
                int copied = (permissions >> (clause[i++] switch { 'u' => 6, 'g' => 3, _ => 0 })) & 7;
                bits = copied * 0x49;
            }
            else
            {
                for (; i < clause.Length && clause[i] is 'r' or 'w' or 'x' or 'X' or 's' or 't'; i++)
                {
                    bits |= clause[i] switch
                    {
                        'r' => 0x124,
                        'w' => 0x92,
                        'x' => 0x49,
                        'X' => (permissions & 0x49) != 0 ? 0x49 : 0,
                        _ => 0,
                    };
                }
            }
            permissions = operation switch
            {
                '+' => permissions | (bits & who),
                '-' => permissions & ~(bits & who),
                _ => (permissions & ~who) | (bits & who),
            };
        }
        return true;
    }
}
