// Constraints
//   On a machine that several people use, loopback is not private: whoever connects must be our own user or root. TCP carries no credentials.
// Scheme
//   /proc/net/tcp lists every socket of this network namespace with its owner. The row of the other end of a connection has our address as its remote one.
//   A socket that its process has closed belongs to nobody and is listed with uid 0 and inode 0: it must not pass for root's.

using System.Globalization;
using System.Net;

namespace Drover.Server.Access;

/// <summary>Finds out which user is at the other end of a local TCP connection.</summary>
internal static class PeerUser
{
    private const string Established = "01";

    /// <summary>The user's id; null when it can't be known: the other end is on another machine, in another network namespace, or was closed.</summary>
    /// <param name="peer">The other end.</param>
    /// <param name="own">Our end.</param>
    public static uint? Find(IPEndPoint peer, IPEndPoint own)
    {
        foreach (string table in (string[])["/proc/net/tcp", "/proc/net/tcp6"])
        {
            try
            {
                if (Find(File.ReadLines(table), peer, own) is { } user) return user;
            }
            catch (IOException)
            {
                // No IPv6 here, or no /proc: then nobody is known.
            }
        }
        return null;
    }

    /// <summary>The same in given lines of such a table (proc_pid_net(5)).</summary>
    public static uint? Find(IEnumerable<string> lines, IPEndPoint peer, IPEndPoint own)
    {
        string wanted = Format(Plain(peer)), remote = Format(Plain(own));
        string wanted6 = Format(Mapped(peer)), remote6 = Format(Mapped(own));
        foreach (string line in lines)
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 10 || fields[3] != Established) continue;
            bool isIt = (fields[1] == wanted && fields[2] == remote) || (fields[1] == wanted6 && fields[2] == remote6);
            if (!isIt || fields[9] == "0") continue;
            return uint.TryParse(fields[7], NumberStyles.None, CultureInfo.InvariantCulture, out uint user) ? user : null;
        }
        return null;
    }

    private static IPEndPoint Plain(IPEndPoint end) => end.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(end.Address.MapToIPv4(), end.Port) : end;

    private static IPEndPoint Mapped(IPEndPoint end) => new(end.Address.MapToIPv6(), end.Port);

    // Words of four bytes, each printed as the number that the machine (little-endian here) reads in it.
    private static string Format(IPEndPoint end)
    {
        byte[] bytes = end.Address.GetAddressBytes();
        for (int i = 0; i < bytes.Length; i += 4) Array.Reverse(bytes, i, 4);
        return $"{Convert.ToHexString(bytes)}:{end.Port:X4}";
    }
}
