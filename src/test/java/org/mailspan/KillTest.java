package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.HttpTransport;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.MailHost;
import org.mailspan.support.OtherProcess;
import org.mailspan.support.Phone;
import org.mailspan.support.Phone.Answer;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;

/** The process is killed, as by a power cut, again and again in the midst of a phone's work; the phone just goes on. */
class KillTest {
    private static final int KILLS = 6;

    @TempDir
    Path directory;

    private final MailHost host = DovecotHost.shared();
    private final String user = host.newUser();
    private final Random random = new Random(20261121);
    private final Random moments = new Random(7);
    private volatile Process bridge;
    private volatile Process killed;
    private volatile URI address;
    private int mails;

    @Test
    void afterAnyNumberOfKillsThePhoneHoldsWhatTheMailboxHolds() throws Exception {
        Path settings = Files.writeString(directory.resolve("bridge.properties"), """
            imap.host = 127.0.0.1
            imap.security = none
            imap.port = %d
            smtp.security = none
            smtp.port = %d
            http.listen = 127.0.0.1:0
            data.directory = %s
            """.formatted(
                        host.imapPort(), host.smtpPort(), directory.resolve("data")));
        try (ImapWitness witness = host.witness(user)) {
            for (int i = 0; i < 40; i++) arrive(witness);
            start(settings);
            Phone phone = new Phone(new Stubborn(settings)).window(3);
            assertEquals(1, phone.folderSync());
            String inbox = phone.folder(FolderType.Inbox).id();
            for (int kill = 0; kill < KILLS; kill++) {
                Thread killer = Thread.ofVirtual().start(this::killSoon);
                while (killer.isAlive()) work(phone, inbox, witness);
            }
            phone.syncAll(inbox);
            assertEquals(atHost(witness), atPhone(phone, inbox));
            assertEquals(List.of(), phone.complaints());
        } finally {
            bridge.destroyForcibly().waitFor();
        }
    }

    /** A little of everything: mail comes, the phone reads, deletes both ways, and syncs. */
    private void work(Phone phone, String inbox, ImapWitness witness) {
        if (random.nextInt(4) == 0) arrive(witness);
        var commands = new ArrayList<Element>();
        var items = List.copyOf(phone.collection(inbox).items().keySet());
        if (items.size() > 5 && random.nextInt(2) == 0) {
            String item = items.get(random.nextInt(items.size()));
            if (random.nextInt(3) == 0) {
                phone.localDelete(inbox, item);
                commands.add(Phone.delete(item));
            } else {
                Element read = Element.of(Email.Read, 1);
                phone.local(inbox, item, data -> read(data));
                commands.add(Phone.change(item, read));
            }
        }
        phone.deletesAsMoves(random.nextBoolean());
        assertEquals(1, phone.sync(inbox, commands.toArray(Element[]::new)));
    }

    private static Element read(Element data) {
        var fields = data.elements().filter(e -> !e.tag().equals(Email.Read));
        return Element.of(data.tag(), fields, Element.of(Email.Read, 1));
    }

    private void arrive(ImapWitness witness) {
        String text = "From: b@example.org\r\nTo: a@example.org\r\nSubject: mail " + ++mails + "\r\n\r\ntext\r\n";
        witness.append("INBOX", text.getBytes(StandardCharsets.US_ASCII), Set.of(), Instant.now());
    }

    private static Map<String, Boolean> atHost(ImapWitness witness) {
        var found = new TreeMap<String, Boolean>();
        for (long uid : witness.uids("INBOX")) {
            String raw = new String(witness.fetch("INBOX", uid), StandardCharsets.US_ASCII);
            String subject = raw.lines()
                    .filter(l -> l.startsWith("Subject: "))
                    .findFirst()
                    .orElseThrow()
                    .substring(9);
            found.put(subject, witness.flags("INBOX", uid).contains("\\Seen"));
        }
        return found;
    }

    private static Map<String, Boolean> atPhone(Phone phone, String inbox) {
        var found = new TreeMap<String, Boolean>();
        for (Element data : phone.collection(inbox).items().values())
            found.put(data.text(Email.Subject).orElse(""), data.flag(Email.Read).orElse(false));
        return found;
    }

    private void killSoon() {
        LockSupport.parkNanos(Duration.ofMillis(150 + moments.nextInt(600)).toNanos());
        killed = bridge;
        killed.destroyForcibly();
    }

    /** A kill may strike while the bridge starts: then it is started again. */
    private void start(Path settings) throws IOException {
        String ready = launch(settings);
        while (ready == null && bridge.equals(killed)) ready = launch(settings);
        if (ready == null || !ready.startsWith("ready ")) throw new AssertionError("not ready but: " + ready + said());
        address = URI.create(ready.substring("ready ".length()).split(" ")[0]);
    }

    /** The first line that it says; null if it ends without a word. */
    private String launch(Path settings) throws IOException {
        bridge = OtherProcess.java("-XX:TieredStopAtLevel=1", "org.mailspan.Mailspan", "serve", settings.toString())
                .redirectError(errors().toFile())
                .start();
        BufferedReader out = bridge.inputReader(StandardCharsets.UTF_8);
        return out.readLine();
    }

    private Path errors() {
        return directory.resolve("stderr");
    }

    /** How the bridge ended, and what it said of it. */
    private String said() throws IOException {
        try {
            boolean ended = bridge.waitFor(5, TimeUnit.SECONDS);
            String how = ended ? "exit code " + bridge.exitValue() : "still running";
            return " (" + how + ")\n" + Files.readString(errors());
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** As a phone does: what got no answer is sent again, to wherever the bridge is then. */
    private final class Stubborn implements Phone.Transport {
        private final Path settings;

        private Stubborn(Path settings) {
            this.settings = settings;
        }

        @Override
        public Answer post(String command, Optional<Element> request) {
            for (int tries = 0; tries < 10; tries++) {
                try {
                    Answer answer = new HttpTransport(address, user, host.password(), "phone", Version.V16_1)
                            .post(command, request);
                    assertEquals(200, answer.status(), command);
                    return answer;
                } catch (UncheckedIOException cutOff) {
                    startAgain();
                }
            }
            throw new AssertionError(command + " got no answer");
        }

        private void startAgain() {
            try {
                bridge.waitFor();
                start(settings);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Version version() {
            return Version.V16_1;
        }
    }
}
