package org.mailspan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import org.mailspan.support.MailHost;

/** What all parts stand on: the mail host, the sizes, and a directory that goes when they are done. */
record Bench(MailHost host, Scale scale, Path directory) {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    /** The same at another mail host. */
    Bench at(MailHost other) {
        return new Bench(other, scale, directory);
    }

    void say(String now) {
        System.err.println(CLOCK.format(LocalTime.now(ZoneId.systemDefault())) + " " + now);
    }

    Path newDirectory(String name) throws IOException {
        return Files.createTempDirectory(directory, name);
    }

    static void delete(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(one);
        }
    }
}
