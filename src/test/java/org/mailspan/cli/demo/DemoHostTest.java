package org.mailspan.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailspan.support.ImapWitness;

/** The demo's mailbox, seen by an ordinary IMAP client. */
final class DemoHostTest {
    @Test
    void theMailboxIsAsTheTableSays() throws IOException {
        try (var host = DemoHost.start("secret");
                var witness = new ImapWitness("127.0.0.1", host.imapPort(), DemoHost.ADDRESS, "secret")) {
            for (String folder : List.of("INBOX", "Sent", "Archive.Garden", "Junk", "Drafts", "Trash")) {
                long expected = Samples.MAILBOX.stream()
                        .filter(sample -> sample.folder().equals(folder))
                        .count();
                assertEquals(expected, witness.uids(folder).size(), folder);
            }
            host.deliverNext();
            host.deliverNext();
            assertEquals(16, witness.uids("INBOX").size());
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everySampleIsAWholeMessage(Samples.Sample sample) throws IOException {
        String message = new String(
                sample.message("anna@garden.example", Instant.parse("2026-03-04T05:06:07Z")),
                StandardCharsets.ISO_8859_1);
        String header = message.substring(0, message.indexOf("\r\n\r\n") + 2);
        for (String field : List.of("Date", "From", "To", "Subject", "Message-ID", "MIME-Version"))
            assertEquals(
                    1,
                    header.lines().filter(line -> line.startsWith(field + ":")).count(),
                    field);
        assertTrue(message.chars().allMatch(c -> c < 0x80), "7bit");
        assertTrue(message.endsWith("\r\n"));
        assertEquals(-1, message.replace("\r\n", "").indexOf('\n'));
    }

    @Test
    void noSampleIsForgotten() throws IOException, URISyntaxException {
        Path directory =
                Path.of(Samples.class.getResource("welcome.eml").toURI()).getParent();
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(
                    samples().map(Samples.Sample::file).sorted().toList(),
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".eml"))
                            .sorted()
                            .toList());
        }
    }

    static Stream<Samples.Sample> samples() {
        return Stream.concat(Samples.MAILBOX.stream(), Samples.ARRIVING.stream());
    }
}
