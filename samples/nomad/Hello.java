/** Says which Java runs it and with how much memory, lives for a while, and says goodbye when it is stopped. */
public class Hello {
    public static void main(String[] args) throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        runtime.addShutdownHook(new Thread(() -> System.out.println("Goodbye.")));
        System.out.println("Hello from Java " + Runtime.version().feature() + ", as " + System.getProperty("user.name")
            + ", with " + runtime.availableProcessors() + " processors and at most " + (runtime.maxMemory() >> 20) + " MB of heap.");
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        for (int i = 1; i <= seconds; i++) {
            Thread.sleep(1000);
            System.out.println(i + " s");
        }
    }
}
