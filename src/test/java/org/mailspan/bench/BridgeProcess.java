package org.mailspan.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Mailspan as its owner runs it, on plain HTTP, with a data directory that is empty. */
record BridgeProcess(Child child, URI address) implements AutoCloseable {
    static BridgeProcess start(Bench bench) throws IOException {
        return start(bench, bench.host().imapPort());
    }

    /** @param imapPort where the mail host is reached */
    static BridgeProcess start(Bench bench, int imapPort) throws IOException {
        return start(bench, imapPort, List.of());
    }

    /** @param flags for the JVM, over those of the README */
    static BridgeProcess start(Bench bench, int imapPort, List<String> flags) throws IOException {
        Path directory = bench.newDirectory("bridge");
        Path settings = Files.writeString(directory.resolve("bridge.properties"), """
            imap.host = %s
            imap.security = none
            imap.port = %d
            smtp.security = none
            smtp.port = %d
            http.listen = 127.0.0.1:0
            """.formatted(
                        bench.host().host(), imapPort, bench.host().smtpPort()));
        var child = new Child(directory, flags, "org.mailspan.Mailspan", "serve", settings.toString());
        String ready = child.line();
        if (!ready.startsWith("ready ")) throw new IOException("not ready but: " + ready);
        return new BridgeProcess(
                child, URI.create(ready.substring("ready ".length()).split(" ", 2)[0]));
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
