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
        return start(directory, settings(directory, bench, imapPort), launch);
    }

    private static BridgeProcess start(Path directory, String settings, Launch launch) throws IOException {
        var child = new Child(directory, launch, MAIN, "serve", settings);
        return new BridgeProcess(child, ready(child));
    }

    /**
     * How an owner starts it: not for the first time, so that its tables are there, and where that is asked for with an archive
     * of the classes that a start loads, made as the systemd unit does.
     */
    record Kept(Path directory, String settings, Launch launch) {
        static Kept of(Bench bench, Launch launch) throws IOException {
            Path directory = bench.newDirectory("kept");
            var kept = new Kept(
                    directory,
                    BridgeProcess.settings(directory, bench, bench.host().imapPort()),
                    launch);
            kept.rehearse(launch);
            return kept;
        }

        Kept archived() throws IOException {
            Path archive = directory.resolve("mailspan.jsa");
            rehearse(launch.with("-Xlog:disable").with("-XX:ArchiveClassesAtExit=" + archive));
            return new Kept(directory, settings, launch.with("-XX:SharedArchiveFile=" + archive));
        }

        private void rehearse(Launch how) throws IOException {
            try (var child = new Child(directory, how, MAIN, "serve", settings, "--rehearse")) {
                child.awaitEnd();
            }
        }

        BridgeProcess start() throws IOException {
            return BridgeProcess.start(directory, settings, launch);
        }
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
