package org.mailspan.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM of its own with the settings that the README documents for {@code serve}, and what the system says of it. */
final class Child implements AutoCloseable {
    /** Maven runs this in the project's directory. */
    private static final Path README = Path.of("README.md");

    private static final Pattern SERVE = Pattern.compile(" java (-[^`]*?) -jar mailspan.jar serve ");

    /** {@code Tenured total 30704K, used 10916K}: one line for each generation. */
    private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");

    private static final Duration REST = Duration.ofSeconds(30);
    private static final Duration LONGEST_UNREST = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;
    private final BufferedReader said;
    private final BufferedWriter told;

    Child(Path directory, String main, String... arguments) throws IOException {
        this(directory, Launch.AS_BUILT, main, arguments);
    }

    Child(Path directory, Launch launch, String main, String... arguments) throws IOException {
        log = directory.resolve("log");
        var command = new ArrayList<String>();
        command.add(program("java"));
        command.addAll(settings());
        command.addAll(launch.command(main));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        said = process.inputReader(StandardCharsets.UTF_8);
        told = process.outputWriter(StandardCharsets.UTF_8);
        // not left behind when this process is stopped
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** As the README says it, so that it cannot say one thing while another is measured. */
    static List<String> settings() throws IOException {
        Matcher serve = SERVE.matcher(Files.readString(README));
        if (!serve.find()) throw new IOException("README.md does not say how to serve");
        return List.of(serve.group(1).replace("\\", "").strip().split("\\s+"));
    }

    private static String program(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** The next line that it prints. */
    String line() throws IOException {
        String line = said.readLine();
        if (line == null) throw new IOException("the process ended:\n" + Files.readString(log));
        return line;
    }

    void tell(String line) throws IOException {
        told.write(line + "\n");
        told.flush();
    }

    long pid() {
        return process.pid();
    }

    /** Of all its threads, the compiler's and the collector's among them; the system counts in hundredths of a second. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Waits until it ends by itself. */
    void awaitEnd() throws IOException {
        try {
            if (!process.waitFor(LONGEST_UNREST)) throw new IOException("the process does not end");
            if (process.exitValue() != 0) throw new IOException("it ended so:\n" + Files.readString(log));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped meanwhile", stopped);
        }
    }

    /** Waits until it has nothing to do. */
    void awaitQuiet() {
        long end = System.nanoTime() + LONGEST_UNREST.toNanos();
        Duration before;
        do {
            if (System.nanoTime() - end > 0) throw new IllegalStateException("does not come to rest");
            before = cpu();
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
        } while (cpu().minus(before).toMillis() > 10);
    }

    /** Rest as an owner knows it: nobody asked for half a minute, in which it may tidy up. */
    void awaitRest() {
        awaitQuiet();
        LockSupport.parkNanos(REST.toNanos());
        awaitQuiet();
    }

    /**
     * What it holds of the machine.
     *
     * @param resident kilobytes
     * @param peak the most that it ever held, likewise
     */
    record Held(long resident, long peak, int threads) {
        double megabytes() {
            return resident / 1024.0;
        }

        double peakMegabytes() {
            return peak / 1024.0;
        }
    }

    Held held() throws IOException {
        List<String> status = Files.readAllLines(Path.of("/proc/" + pid() + "/status"));
        return new Held(number(status, "VmRSS:"), number(status, "VmHWM:"), (int) number(status, "Threads:"));
    }

    private static long number(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Collects garbage; answers the kilobytes of heap that live, nothing where the JDK has no jcmd. */
    OptionalLong collect() throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of(program("jcmd")))) return OptionalLong.empty();
        // what has a cleaner is freed by the second round
        for (int round = 0; round < 2; round++) jcmd("GC.run");
        awaitQuiet();
        return USED.matcher(jcmd("GC.heap_info"))
                .results()
                .mapToLong(generation -> Long.parseLong(generation.group(1)))
                .reduce(Long::sum);
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(program("jcmd"), Long.toString(pid()), command)
                .redirectErrorStream(true)
                .start();
        String answer = jcmd.inputReader().readAllAsString();
        if (jcmd.waitFor() != 0) throw new IOException(answer);
        return answer;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException impatient) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
