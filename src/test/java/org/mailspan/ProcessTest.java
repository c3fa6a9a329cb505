package org.mailspan;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.MailHost;
import org.mailspan.support.OtherProcess;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.FolderHierarchy;
import org.mailspan.wbxml.Limits;
import org.mailspan.wbxml.Ping;
import org.mailspan.wbxml.WbxmlException;
import org.mailspan.wbxml.WbxmlReader;
import org.mailspan.wbxml.WbxmlWriter;

/** Mailspan as a process, the way that an init system or a person starts and stops it. */
final class ProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private MailHost host = GreenMailHost.shared();
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void serveSaysReadyAndAnswersAHeldPingWhenItIsToldToStop() throws Exception {
        String user = host.newUser();
        Process process = start("serve", settings("http.listen = 127.0.0.1:0\n"));
        String address = ready(process);
        assertTrue(address.matches("http://127\\.0\\.0\\.1:\\d+/Microsoft-Server-ActiveSync"), address);
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("data"))));

        try (var http = HttpClient.newHttpClient()) {
            CompletableFuture<HttpResponse<byte[]>> held = pinging(http, address, user);
            awaitLine(process.errorReader(StandardCharsets.UTF_8), "watched by");

            process.destroy();

            HttpResponse<byte[]> answer = held.get(10, SECONDS);
            assertEquals(200, answer.statusCode());
            assertEquals("1", read(answer).text(Ping.Status).orElse(""));
        }
        assertTrue(process.waitFor(10, SECONDS));
        assertEquals(143, process.exitValue(), "SIGTERM");
    }

    /** By default it would be half a minute. */
    @Test
    void aPhoneIsWokenForAMarkAfterTheTimeThatTheSettingsSay() throws Exception {
        host = DovecotHost.shared();
        String user = host.newUser();
        try (var witness = host.witness(user);
                var http = HttpClient.newHttpClient()) {
            long uid = witness.append("INBOX", "Subject: one\r\n\r\none\r\n".getBytes(StandardCharsets.US_ASCII));
            Process process = start("serve", settings("http.listen = 127.0.0.1:0\npush.gather = 0\n"));
            CompletableFuture<HttpResponse<byte[]>> held = pinging(http, ready(process), user);
            awaitLine(process.errorReader(StandardCharsets.UTF_8), "watched by");
            witness.store("INBOX", uid, "+FLAGS", "\\Seen");
            assertEquals("2", read(held.get(10, SECONDS)).text(Ping.Status).orElse(""));
        }
    }

    /** A Ping of the inbox, by a device that has it all. */
    private CompletableFuture<HttpResponse<byte[]>> pinging(HttpClient http, String address, String user)
            throws Exception {
        String inbox = inbox(http, address, user);
        String key = sync(http, address, user, inbox, "0");
        sync(http, address, user, inbox, key);
        return http.sendAsync(
                post(
                        address,
                        user,
                        "Ping",
                        Element.of(
                                Ping.Ping,
                                Element.of(Ping.HeartbeatInterval, 600),
                                Element.of(
                                        Ping.Folders,
                                        Element.of(
                                                Ping.Folder,
                                                Element.of(Ping.Id, inbox),
                                                Element.of(Ping.Class, "Email"))))),
                BodyHandlers.ofByteArray());
    }

    @Test
    void mistakesInTheSettingsStartNothing() throws Exception {
        Process process = start("serve", settings("http.listen = nowhere\nhtp.listen = 127.0.0.1:0\n"));
        assertTrue(process.waitFor(PATIENCE));
        assertEquals(2, process.exitValue());
        String said = process.errorReader(StandardCharsets.UTF_8).readAllAsString();
        assertTrue(said.contains(" has 2 mistakes; nothing was started."), said);
        assertFalse(Files.exists(directory.resolve("data")));
    }

    @Test
    void aTakenAddressIsCode1AndOneSentence() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = start("serve", settings("http.listen = 127.0.0.1:" + taken.getLocalPort() + "\n"));
            assertTrue(process.waitFor(PATIENCE));
            assertEquals(1, process.exitValue());
            String said = process.errorReader(StandardCharsets.UTF_8).readAllAsString();
            assertTrue(said.startsWith("mailspan: cannot listen at 127.0.0.1:" + taken.getLocalPort()), said);
            assertEquals(1, said.lines().count(), said);
        }
    }

    /** All at once, so that nobody closes one, starts, and reads of the next. */
    @Test
    void dataThatOthersCanReadStartsNothing() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : List.of("decisions.db", "mail.key"))
            Files.setPosixFilePermissions(
                    Files.createFile(data.resolve(name)), PosixFilePermissions.fromString("rw-r--r--"));
        String settings = settings("http.listen = 127.0.0.1:0\n");
        Process process = start("serve", settings);
        assertTrue(process.waitFor(PATIENCE));
        assertEquals(1, process.exitValue());
        assertEquals("", process.inputReader(StandardCharsets.UTF_8).readAllAsString());
        assertEquals(
                "mailspan: open to other users of this machine, so nothing is started: " + data + ", "
                        + data.resolve("decisions.db") + ", " + data.resolve("mail.key")
                        + ". Close all: chmod -R go= " + data + "\n",
                process.errorReader(StandardCharsets.UTF_8).readAllAsString());
        assertEquals(0, Files.size(data.resolve("decisions.db")), "and nothing was touched");

        Process remedy = new ProcessBuilder("chmod", "-R", "go=", data.toString()).start();
        assertTrue(remedy.waitFor(PATIENCE));
        Files.delete(data.resolve("decisions.db"));
        Files.delete(data.resolve("mail.key"));
        ready(start("serve", settings));
    }

    /** Tried beside the one that serves, on another port, say. */
    @Test
    void aSecondOneOfTheSameDataIsRefusedUntilTheFirstHasEnded() throws Exception {
        String settings = settings("http.listen = 127.0.0.1:0\n");
        Process first = start("serve", settings);
        ready(first);
        Process second = start("serve", settings);
        assertTrue(second.waitFor(PATIENCE));
        assertEquals(1, second.exitValue());
        String said = second.errorReader(StandardCharsets.UTF_8).readAllAsString();
        assertTrue(said.contains("another Mailspan serves with " + directory.resolve("data") + ", "), said);
        assertEquals(1, said.lines().count(), said);
        Process check = start("check", settings);
        String found = check.inputReader(StandardCharsets.UTF_8).readAllAsString();
        assertTrue(check.waitFor(PATIENCE));
        assertEquals(1, check.exitValue(), found);
        assertTrue(found.contains("failed   data.directory: a Mailspan serves with "), found);

        first.destroyForcibly();
        assertTrue(first.waitFor(PATIENCE));
        ready(start("serve", settings));
    }

    /** A /tmp that is full or mounted noexec: the driver says "Error opening connection" of cache.db. */
    @Test
    void whereSqliteCannotBeLoadedFromIsSaid() throws Exception {
        Path none = directory.resolve("none");
        Process process = start(
                Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + none),
                "serve",
                settings("http.listen = 127.0.0.1:0\n"));
        String said = process.errorReader(StandardCharsets.UTF_8).readAllAsString();
        assertTrue(process.waitFor(PATIENCE));
        assertEquals(1, process.exitValue());
        assertTrue(said.contains("mailspan: SQLite's library cannot be unpacked to " + none + " "), said);
    }

    @Test
    void theProbeGoesThroughAtTheDemo() throws Exception {
        Process demo = start("demo", "--local", "--every", "0");
        String address = ready(demo);
        Process probe = start("probe", address, "anna@garden.example");
        String said = probe.inputReader(StandardCharsets.UTF_8).readAllAsString();
        assertTrue(probe.waitFor(PATIENCE));
        assertEquals(0, probe.exitValue(), said);
        assertEquals(7, said.lines().filter(line -> line.startsWith("ok ")).count(), said);
        demo.destroy();
        assertTrue(demo.waitFor(10, SECONDS));
    }

    private String settings(String more) throws IOException {
        return Files.writeString(
                        directory.resolve("bridge.properties"), """
                            imap.host = 127.0.0.1
                            imap.security = none
                            imap.port = %d
                            smtp.security = none
                            smtp.port = %d
                            """.formatted(host.imapPort(), host.smtpPort()) + more)
                .toString();
    }

    private Process start(String... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "org.mailspan.Mailspan"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = OtherProcess.java(command.toArray(String[]::new));
        builder.environment().put("MAILSPAN_PASSWORD", host.password());
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** The first of the addresses in the ready line. */
    private static String ready(Process process) throws InterruptedException {
        String line = awaitLine(process.inputReader(StandardCharsets.UTF_8), "ready ");
        return line.substring(line.indexOf("ready ") + 6).split(" ")[0];
    }

    /** Reads in a thread of its own, so that a process that says nothing fails the test and does not hold it. */
    private static String awaitLine(BufferedReader lines, String part) throws InterruptedException {
        BlockingQueue<String> found = new LinkedBlockingQueue<>();
        Thread.ofVirtual().start(() -> {
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine())
                    if (line.contains(part)) found.add(line);
            } catch (IOException ended) {
                // together with the process
            }
        });
        String line = found.poll(PATIENCE.toSeconds(), SECONDS);
        if (line == null) throw new AssertionError("no line with \"" + part + "\"");
        return line;
    }

    private String inbox(HttpClient http, String address, String user) throws Exception {
        Element request = Element.of(FolderHierarchy.FolderSync, Element.of(FolderHierarchy.SyncKey, "0"));
        Element answer = read(http.send(post(address, user, "FolderSync", request), BodyHandlers.ofByteArray()));
        return answer.all(FolderHierarchy.Changes, FolderHierarchy.Add)
                .filter(folder -> folder.text(FolderHierarchy.Type).orElse("").equals("2"))
                .flatMap(folder -> folder.text(FolderHierarchy.ServerId).stream())
                .findFirst()
                .orElseThrow();
    }

    /** The next SyncKey; none is in an answer that says that nothing changed. */
    private String sync(HttpClient http, String address, String user, String inbox, String key) throws Exception {
        Element collection = Element.of(
                AirSync.Collection, Element.of(AirSync.SyncKey, key), Element.of(AirSync.CollectionId, inbox));
        Element request = Element.of(AirSync.Sync, Element.of(AirSync.Collections, collection));
        HttpResponse<byte[]> answer = http.send(post(address, user, "Sync", request), BodyHandlers.ofByteArray());
        if (answer.body().length == 0) return key;
        return read(answer)
                .text(AirSync.Collections, AirSync.Collection, AirSync.SyncKey)
                .orElseThrow();
    }

    private HttpRequest post(String address, String user, String command, Element document) {
        String login =
                Base64.getEncoder().encodeToString((user + ":" + host.password()).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(
                        URI.create(address + "?Cmd=" + command + "&User=" + user + "&DeviceId=d1&DeviceType=Test"))
                .header("Authorization", "Basic " + login)
                .header("MS-ASProtocolVersion", "16.1")
                .header("Content-Type", "application/vnd.ms-sync.wbxml")
                .POST(HttpRequest.BodyPublishers.ofByteArray(WbxmlWriter.bytes(document)))
                .build();
    }

    private static Element read(HttpResponse<byte[]> answer) throws WbxmlException {
        return WbxmlReader.read(answer.body(), Limits.DEFAULT);
    }
}
