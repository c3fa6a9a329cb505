package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.http.tls.Tls;
import org.mailspan.http.tls.TlsFiles;
import org.mailspan.support.TestCertificate;

/** A certificate that is renewed while it is served. */
final class CertificateWatchTest {
    @Test
    void theWatchTakesAChangeOnceAndABrokenOneNotAtAll(@TempDir Path directory) throws Exception {
        TlsFiles files = ServerUnderTest.files(directory, TestCertificate.create());
        TestCertificate next = TestCertificate.shared();
        var events = new ArrayList<Event>();
        var sink = new Events();
        sink.listen(events::add);
        var used = new ArrayList<Tls.Loaded>();
        var tls = new Tls(files);
        try (var watch = new CertificateWatch(tls, tls.stamps(), (_, _) -> {}, used::add, sink)) {
            watch.look();
            assertEquals(List.of(), used);

            Files.writeString(files.key(), next.keyPem() + "\n");
            for (int i = 0; i < 3; i++) watch.look();
            assertEquals(List.of(), used);
            assertInstanceOf(Event.Failed.class, events.getFirst());
            assertEquals(1, events.size());

            Files.writeString(files.certificate(), next.certificatePem() + "\n");
            for (int i = 0; i < 3; i++) watch.look();
            assertEquals(1, used.size());
            assertEquals(new Event.CertificateLoaded(files.certificate().toString()), events.getLast());

            Files.delete(files.key());
            for (int i = 0; i < 3; i++) watch.look();
            assertEquals(1, used.size());
            assertEquals(3, events.size(), "a file that is missing is told once: " + events);
        }
    }
}
