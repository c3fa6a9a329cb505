package org.mailspan.cli.demo;

import com.icegreen.greenmail.imap.AuthorizationException;
import com.icegreen.greenmail.imap.ImapHostManager;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.TreeSet;

/** An IMAP and SMTP host of one account, on this machine and in this process, filled with the samples. */
public final class DemoHost implements AutoCloseable {
    public static final String ADDRESS = "anna@garden.example";

    private final GreenMail server;
    private final GreenMailUser anna;
    private final Clock clock;
    private int delivered;

    private DemoHost(GreenMail server, GreenMailUser anna, Clock clock) {
        this.server = server;
        this.anna = anna;
        this.clock = clock;
    }

    public static DemoHost start(String password) throws IOException {
        var server = new GreenMail(new ServerSetup[] {on("imap"), on("smtp")});
        server.start();
        var host = new DemoHost(server, server.setUser(ADDRESS, ADDRESS, password), Clock.systemUTC());
        try {
            host.fill();
            return host;
        } catch (IOException | RuntimeException failed) {
            server.stop();
            throw failed;
        }
    }

    private static ServerSetup on(String protocol) {
        return new ServerSetup(0, "127.0.0.1", protocol);
    }

    public int imapPort() {
        return server.getImap().getPort();
    }

    public int smtpPort() {
        return server.getSmtp().getPort();
    }

    public int messages() {
        return Samples.MAILBOX.size();
    }

    private void fill() throws IOException {
        ImapHostManager folders = server.getManagers().getImapHostManager();
        try {
            for (String folder : foldersOf(Samples.MAILBOX)) folders.createMailbox(anna, folder);
            for (Samples.Sample sample : Samples.MAILBOX)
                append(
                        folders.getFolder(anna, sample.folder()),
                        sample,
                        clock.instant().minus(sample.age()));
        } catch (FolderException | AuthorizationException | MessagingException broken) {
            throw new IOException("the demo's mailbox cannot be filled", broken);
        }
    }

    /** Parents first; the Inbox is always there. */
    private static List<String> foldersOf(List<Samples.Sample> samples) {
        var names = new TreeSet<>(List.of("Drafts", "Sent", "Trash", "Junk"));
        for (Samples.Sample sample : samples) {
            String name = sample.folder();
            for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1))
                names.add(name.substring(0, dot));
            names.add(name);
        }
        names.remove("INBOX");
        return List.copyOf(names);
    }

    private void append(MailFolder folder, Samples.Sample sample, Instant date) throws IOException, MessagingException {
        var flags = new Flags();
        if (sample.has(Samples.Mark.READ)) flags.add(Flags.Flag.SEEN);
        if (sample.has(Samples.Mark.FLAGGED)) flags.add(Flags.Flag.FLAGGED);
        if (sample.has(Samples.Mark.ANSWERED)) flags.add(Flags.Flag.ANSWERED);
        folder.appendMessage(message(sample, date), flags, Date.from(date));
    }

    private static MimeMessage message(Samples.Sample sample, Instant date) throws IOException, MessagingException {
        return new MimeMessage(null, new ByteArrayInputStream(sample.message(ADDRESS, date)));
    }

    /** The next of the messages that arrive while somebody looks on. */
    public synchronized void deliverNext() throws IOException {
        Samples.Sample sample = Samples.ARRIVING.get(delivered++ % Samples.ARRIVING.size());
        try {
            MailFolder inbox = server.getManagers().getImapHostManager().getInbox(anna);
            append(inbox, sample, clock.instant());
        } catch (FolderException | MessagingException broken) {
            throw new IOException("nothing can be delivered", broken);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
