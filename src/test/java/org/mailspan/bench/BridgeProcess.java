package org.mailspan.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Mailspan as its owner runs it, on plain HTTP, with a data directory that is empty. */
record BridgeProcess(Child child, URI address) implements AutoCloseable {
    private static final String MAIN = "org.mailspan.Mailspan";

    static BridgeProcess start(Bench bench) throws IOException {
        return start(bench, bench.host().imapPort());
    }

    /** @param imapPort where the mail host is reached */
    static BridgeProcess start(Bench bench, int imapPort) throws IOException {
        return start(bench, imapPort, Launch.AS_BUILT);
    }

    static BridgeProcess start(Bench bench, int imapPort, Launch launch) throws IOException {
        Path directory = bench.newDirectory("bridge");
        var child = new Child(directory, launch, MAIN, "serve", settings(directory, bench, imapPort));
        return new BridgeProcess(child, ready(child));
    }

    /** With an archive of the classes that a start loads, as the systemd unit makes it. */
    static Launch archived(Bench bench, Launch launch) throws IOException {
        Path directory = bench.newDirectory("archive");
        Path archive = directory.resolve("mailspan.jsa");
        String settings = settings(directory, bench, bench.host().imapPort());
        Launch rehearsal = launch.with("-Xlog:disable").with("-XX:ArchiveClassesAtExit=" + archive);
        try (var child = new Child(directory, rehearsal, MAIN, "serve", settings, "--rehearse")) {
            child.awaitEnd();
        }
        return launch.with("-XX:SharedArchiveFile=" + archive);
    }

    private static String settings(Path directory, Bench bench, int imapPort) throws IOException {
        return Files.writeString(directory.resolve("bridge.properties"), """
            imap.host = %s
            imap.security = none
            imap.port = %d
            smtp.security = none
            smtp.port = %d
            http.listen = 127.0.0.1:0
            """.formatted(
                                bench.host().host(), imapPort, bench.host().smtpPort()))
                .toString();
    }

    private static URI ready(Child child) throws IOException {
        String ready = child.line();
        if (!ready.startsWith("ready ")) throw new IOException("not ready but: " + ready);
        return URI.create(ready.substring("ready ".length()).split(" ", 2)[0]);
    }

    /** A device that has looked at the folders. */
    Device device(Bench bench, String user, String name) throws IOException {
        return Device.begin(new HttpLine(address, user, bench.host().password(), name));
    }

    @Override
    public void close() {
        child.close();
    }
}
