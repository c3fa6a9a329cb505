package org.mailspan.support;

import com.icegreen.greenmail.Managers;
import com.icegreen.greenmail.imap.AuthorizationException;
import com.icegreen.greenmail.imap.ImapHandler;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.server.AbstractServer;
import com.icegreen.greenmail.server.ProtocolHandler;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.util.DummySSLServerSocketFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;

/** GreenMail in this JVM: a poor IMAP host (no CONDSTORE, no SPECIAL-USE), and the submission server of all hosts. */
public final class GreenMailHost implements MailHost, AutoCloseable {
    private static final AtomicInteger USERS = new AtomicInteger();
    /** It logs a stack trace for each NO and BAD. Held here, since loggers are kept weakly. */
    private static final Logger LOG = Logger.getLogger("com.icegreen.greenmail");

    static {
        LOG.setLevel(Level.OFF);
        // a thread of its submission server dies of a client that hangs up within a mail, and tells of it at length
        var others = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, died) -> {
            if (thread.getName().startsWith("smtp:")) return;
            if (others != null) others.uncaughtException(thread, died);
            else died.printStackTrace();
        });
    }

    private final GreenMail server;
    private final PromptImap imap;
    private final PromptImap imaps;
    private final Map<String, List<byte[]>> received = new ConcurrentHashMap<>();

    private GreenMailHost() {
        useOurCertificate();
        server = new GreenMail(new ServerSetup[] {on("smtp")});
        server.start();
        imap = new PromptImap(on("imap"), server.getManagers());
        imaps = new PromptImap(on("imaps"), server.getManagers());
        server.getUserManager().setMessageDeliveryHandler(this::take);
    }

    public static GreenMailHost shared() {
        return Shared.ONE;
    }

    /** One of its own, for tests that stop the host. */
    public static GreenMailHost start() {
        return new GreenMailHost();
    }

    private static ServerSetup on(String protocol) {
        return new ServerSetup(0, "127.0.0.1", protocol);
    }

    /** GreenMail asks system properties for its key store; read when its first TLS listener opens. */
    private static void useOurCertificate() {
        try {
            Path file = Files.createTempFile("greenmail", ".p12");
            file.toFile().deleteOnExit();
            try (var out = Files.newOutputStream(file)) {
                TestCertificate.shared().keyStore(PASSWORD).store(out, PASSWORD.toCharArray());
            }
            System.setProperty(DummySSLServerSocketFactory.GREENMAIL_KEYSTORE_FILE_PROPERTY, file.toString());
            System.setProperty(DummySSLServerSocketFactory.GREENMAIL_KEYSTORE_PASSWORD_PROPERTY, PASSWORD);
            System.setProperty(DummySSLServerSocketFactory.GREENMAIL_KEY_PASSWORD_PROPERTY, PASSWORD);
        } catch (IOException | GeneralSecurityException broken) {
            throw new IllegalStateException("no key store for GreenMail", broken);
        }
    }

    @Override
    public String name() {
        return "GreenMail";
    }

    @Override
    public int imapPort() {
        return imap.getPort();
    }

    @Override
    public int imapsPort() {
        return imaps.getPort();
    }

    @Override
    public int smtpPort() {
        return server.getSmtp().getPort();
    }

    @Override
    public X509Certificate certificate() {
        return TestCertificate.shared().certificate();
    }

    @Override
    public char separator() {
        return '.';
    }

    @Override
    public String newUser() {
        GreenMailUser user = register("g" + USERS.incrementAndGet() + "@" + DOMAIN);
        var folders = server.getManagers().getImapHostManager();
        try {
            for (String folder : List.of("Drafts", "Sent", "Trash", "Junk")) folders.createMailbox(user, folder);
        } catch (FolderException | AuthorizationException broken) {
            throw new IllegalStateException("no folders for " + user.getLogin(), broken);
        }
        return user.getLogin();
    }

    /** Lets a user of another host submit mail here. */
    GreenMailUser register(String address) {
        return server.setUser(address, address, PASSWORD);
    }

    @Override
    public void deliver(String user, byte[] message) {
        Delivery.deliver(smtpPort(), Delivery.Hello.EHLO, user, message);
    }

    @Override
    public List<byte[]> received(String address) {
        return List.copyOf(received.getOrDefault(address, List.of()));
    }

    /** Sees every recipient of every submitted message, before it is filed. */
    private GreenMailUser take(MovingMessage mail, MailAddress recipient) throws MessagingException, UserException {
        var octets = new ByteArrayOutputStream();
        try {
            mail.getMessage().writeTo(octets);
        } catch (IOException broken) {
            throw new MessagingException("unreadable", broken);
        }
        String address = recipient.getEmail();
        received.computeIfAbsent(address, a -> new CopyOnWriteArrayList<>()).add(octets.toByteArray());
        GreenMailUser user = server.getUserManager().getUserByEmail(address);
        return user != null ? user : register(address);
    }

    @Override
    public void close() {
        imap.stopService();
        imaps.stopService();
        server.stop();
    }

    /** GreenMail writes answers in small pieces: without TCP_NODELAY each costs the 40 ms of a delayed ACK. */
    private static final class PromptImap extends AbstractServer {
        private final ReentrantLock turn = new ReentrantLock();

        private PromptImap(ServerSetup setup, Managers managers) {
            super(setup, managers);
            startService();
            try {
                if (!waitTillRunning(2_000)) throw new IllegalStateException("GreenMail does not start");
            } catch (InterruptedException ended) {
                throw new IllegalStateException("stopped while GreenMail started", ended);
            }
        }

        @Override
        protected ProtocolHandler createProtocolHandler(Socket client) {
            try {
                client.setTcpNoDelay(true);
            } catch (SocketException closed) {
                throw new UncheckedIOException(closed);
            }
            var inTurns = new InTurns(client, turn);
            var handler = new ImapHandler(managers.getUserManager(), managers.getImapHostManager(), inTurns);
            return new ProtocolHandler() {
                @Override
                public void run() {
                    try {
                        handler.run();
                    } catch (IllegalStateException hungUp) {
                        LOG.fine("a client hung up");
                    } finally {
                        inTurns.over();
                    }
                }

                @Override
                public void close() {
                    handler.close();
                }
            };
        }
    }

    private static final class Shared {
        static final GreenMailHost ONE = new GreenMailHost();
    }
}
