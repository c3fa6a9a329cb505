package org.mailspan;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start loads, and the archive of it that the systemd unit has Java make. */
final class StartTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String OURS = "org.mailspan.Bridge source: ";

    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : started) process.destroyForcibly().waitFor();
    }

    @Test
    void whatAServiceNeverAsksForIsNotLoaded() throws Exception {
        // the first start makes tables
        loadedWhenReady(System.getProperty("java.class.path"));
        List<String> loaded = loadedWhenReady(System.getProperty("java.class.path"));
        assertTrue(loaded.stream().anyMatch(line -> line.contains(OURS)), "Bridge");
        for (String idle : Set.of(
                " com.sun.jmx.mbeanserver.",
                " jdk.jfr.internal.",
                " org.flywaydb.core.internal.",
                " picocli.",
                " sun.security.ssl.X509TrustManagerImpl "))
            assertEquals(
                    List.of(),
                    loaded.stream().filter(line -> line.contains(idle)).toList());
    }

    @Test
    void aRehearsalMakesAnArchiveThatServesUntilTheJarIsAnother() throws Exception {
        Path archive = directory.resolve("mailspan.jsa");
        Path jar = jar();
        String path = jar + File.pathSeparator + libraries();
        String use = "-XX:SharedArchiveFile=" + archive;
        assertNotEquals(0, code(start(path, "-Xshare:on", use, "-version")), "there is none yet");

        Process rehearsal = start(
                path,
                "-XX:ArchiveClassesAtExit=" + archive,
                "org.mailspan.Mailspan",
                "serve",
                settings(),
                "--rehearse");
        assertEquals(0, code(rehearsal), this::said);
        assertTrue(
                rehearsal.inputReader(StandardCharsets.UTF_8).readAllAsString().contains("could serve"));

        assertEquals(0, code(start(path, "-Xshare:on", use, "-version")), this::said);
        assertTrue(fromArchive(loadedWhenReady(path, use)), "Bridge comes from the archive");

        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        assertNotEquals(0, code(start(path, "-Xshare:on", use, "-version")), "the jar is another");
        assertFalse(fromArchive(loadedWhenReady(path, use)), "it is as if there were none");
    }

    private static boolean fromArchive(List<String> loaded) {
        return loaded.stream().anyMatch(line -> line.contains(OURS + "shared objects file (top)"));
    }

    /** One line for each class. */
    private List<String> loadedWhenReady(String path, String... flags) throws Exception {
        Path log = Files.createTempFile(directory, "loaded", "");
        var arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(List.of("-Xlog:class+load=info:file=" + log, "org.mailspan.Mailspan", "serve", settings()));
        Process process = start(path, arguments.toArray(String[]::new));
        var said = process.inputReader(StandardCharsets.UTF_8);
        String line = said.readLine();
        while (line != null && !line.startsWith("ready ")) line = said.readLine();
        assertTrue(line != null, "not ready");
        process.destroy();
        code(process);
        return Files.readAllLines(log);
    }

    private String settings() throws IOException {
        return Files.writeString(
                        directory.resolve("bridge.properties"), "imap.host = 127.0.0.1\nhttp.listen = 127.0.0.1:0\n")
                .toString();
    }

    private Process start(String path, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                path));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(directory.resolve("said").toFile())
                .start();
        started.add(process);
        return process;
    }

    private String said() {
        try {
            return Files.readString(directory.resolve("said"));
        } catch (IOException nothing) {
            return "";
        }
    }

    private static int code(Process process) throws InterruptedException {
        assertTrue(process.waitFor(PATIENCE.toSeconds(), SECONDS), "does not end");
        return process.exitValue();
    }

    /** Java archives what comes from jars only. Flyway finds what is in a directory only if that has an entry. */
    private Path jar() throws IOException {
        Path jar = directory.resolve("mailspan.jar");
        var there = new HashSet<String>();
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path classes : ours())
                for (Path file : all(classes)) {
                    boolean isDirectory = Files.isDirectory(file);
                    String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
                    if (name.isEmpty() || !there.add(name)) continue;
                    out.putNextEntry(new JarEntry(isDirectory ? name + "/" : name));
                    if (!isDirectory) Files.copy(file, out);
                }
        }
        return jar;
    }

    private static List<Path> all(Path under) throws IOException {
        try (Stream<Path> all = Files.walk(under)) {
            return all.toList();
        }
    }

    private static List<Path> ours() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> Files.isDirectory(entry) && !entry.endsWith("test-classes"))
                .toList();
    }

    private static String libraries() {
        return String.join(
                File.pathSeparator,
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> entry.endsWith(".jar"))
                        .toList());
    }
}
