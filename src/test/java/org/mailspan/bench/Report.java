package org.mailspan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The table that comes out, row by row, and the machine on which it came about. */
final class Report {
    private final List<String> rows = new ArrayList<>();
    private final String loadBefore = load();

    /** A figure with a goal. */
    void row(String what, String figure, String ratio, String goal, boolean reached) {
        add(what, figure, ratio, goal, reached ? "yes" : "**no**");
    }

    /** A figure that explains others. */
    void row(String what, String figure, String ratio) {
        add(what, figure, ratio, "", "");
    }

    private void add(String... cells) {
        String row = "| " + String.join(" | ", cells) + " |";
        System.err.println("    " + row);
        rows.add(row);
    }

    String markdown() throws IOException {
        return "%s, %d cores, Linux %s; %s %s; Dovecot %s; %s; load average %s before, %s after\n\n"
                        .formatted(
                                processor(),
                                Runtime.getRuntime().availableProcessors(),
                                System.getProperty("os.version"),
                                System.getProperty("java.vm.name"),
                                System.getProperty("java.vm.version"),
                                dovecot(),
                                LocalDate.now(ZoneId.systemDefault()),
                                loadBefore,
                                load())
                + "Bridge and bare client: `java " + String.join(" ", Child.settings()) + "`\n\n"
                + "| what | figure | ratio | goal | reached |\n|---|---|---|---|---|\n"
                + String.join("\n", rows);
    }

    private static String processor() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    private static String dovecot() throws IOException {
        Path sbin = Path.of("/usr/sbin/dovecot");
        String program = Files.isExecutable(sbin) ? sbin.toString() : "dovecot";
        Process process = new ProcessBuilder(program, "--version").start();
        return process.inputReader().readAllAsString().strip();
    }

    private static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
        } catch (IOException noLinux) {
            return "unknown";
        }
    }
}
