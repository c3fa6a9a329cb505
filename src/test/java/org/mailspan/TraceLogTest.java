package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.Dialogue;
import org.mailspan.support.Dialogue.Step;
import org.mailspan.support.DialogueReader;
import org.mailspan.support.GreenMailHost;
import org.mailspan.support.HttpTransport;
import org.mailspan.support.OtherProcess;
import org.mailspan.support.Phone;

/** The log of a process as a person asked for it by MAILSPAN_LOG. */
final class TraceLogTest {
    private static final String WARNING = "this log holds mail";

    @TempDir
    Path directory;

    private final GreenMailHost host = GreenMailHost.shared();
    private final String user = host.newUser();

    @Test
    void theWholeLogIsADialogue() throws Exception {
        String log = logOf("trace");
        Dialogue dialogue = DialogueReader.read("log", log, Version.V16_1);
        List<String> commands = dialogue.steps().stream()
                .filter(Step.Ask.class::isInstance)
                .map(step -> ((Step.Ask) step).command())
                .toList();
        assertEquals(List.of("FolderSync", "Sync", "Sync"), commands.subList(0, 3));
        assertEquals(2 * commands.size(), dialogue.steps().size(), "nothing but questions and answers");
        assertEquals(1, log.lines().filter(line -> line.contains(WARNING)).count(), log);
        assertTrue(log.contains("in the midst of a mail"), log);
        String login = user + ":" + host.password();
        for (String secret : List.of(
                host.password(),
                Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)),
                "Authorization")) assertFalse(log.contains(secret), log);
    }

    @Test
    void noOtherLevelHoldsMail() throws Exception {
        String log = logOf("debug");
        assertFalse(log.contains("> POST") || log.contains("in the midst of a mail") || log.contains(WARNING), log);
        assertTrue(log.contains("FolderSync 16.1"), log);
    }

    private String logOf(String level) throws Exception {
        host.deliver(
                user,
                "From: b@example.org\r\nSubject: in the midst of a mail\r\n\r\nText.\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        Path log = directory.resolve("log");
        Process bridge = launch(level, log);
        try {
            String ready = bridge.inputReader(StandardCharsets.UTF_8).readLine();
            if (ready == null) throw new AssertionError(Files.readString(log));
            var address = URI.create(ready.split(" ")[1]);
            var phone = new Phone(new HttpTransport(address, user, host.password(), "phone", Version.V16_1));
            assertEquals(1, phone.folderSync());
            phone.syncAll(phone.folder(FolderType.Inbox).id());
        } finally {
            bridge.destroy();
            if (!bridge.waitFor(20, TimeUnit.SECONDS)) bridge.destroyForcibly().waitFor();
        }
        return Files.readString(log);
    }

    private Process launch(String level, Path log) throws IOException {
        Path settings = Files.writeString(
                directory.resolve("bridge.properties"), """
                    imap.host = 127.0.0.1
                    imap.security = none
                    imap.port = %d
                    smtp.security = none
                    smtp.port = %d
                    http.listen = 127.0.0.1:0
                    """.formatted(host.imapPort(), host.smtpPort()));
        var builder = OtherProcess.java(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "org.mailspan.Mailspan",
                        "serve",
                        settings.toString())
                .redirectError(log.toFile());
        builder.environment().put("MAILSPAN_LOG", level);
        return builder.start();
    }
}
