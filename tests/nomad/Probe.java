import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The JAR of the acceptance: what it does is its first argument. It is also the server that the artifact block loads it from. */
public class Probe {
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "say":
                System.out.println("java " + Runtime.version().feature() + " as " + System.getProperty("user.name") + " in " + System.getProperty("user.dir"));
                System.out.println("heap below 200 MB: " + (Runtime.getRuntime().maxMemory() < 200L << 20));
                System.err.println("to standard error");
                System.exit(Integer.parseInt(arguments[1]));
                break;
            case "wait":
                Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook ran")));
                System.out.println("ready");
                Thread.sleep(600_000);
                break;
            case "heap":
                List<byte[]> kept = new ArrayList<>();
                while (true) kept.add(new byte[1 << 20]);
            case "serve":
                serve(new File(arguments[1]), Integer.parseInt(arguments[2]));
                break;
            default:
                throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void serve(File directory, int port) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", call -> {
            File file = new File(directory, new File(call.getRequestURI().getPath()).getName());
            byte[] body = file.isFile() ? Files.readAllBytes(file.toPath()) : new byte[0];
            call.sendResponseHeaders(file.isFile() ? 200 : 404, call.getRequestMethod().equals("HEAD") || body.length == 0 ? -1 : body.length);
            if (!call.getRequestMethod().equals("HEAD") && body.length > 0) call.getResponseBody().write(body);
            call.close();
        });
        server.start();
        System.out.println("serving");
    }
}
