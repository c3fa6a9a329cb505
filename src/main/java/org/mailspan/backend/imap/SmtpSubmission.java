package org.mailspan.backend.imap;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Credentials;
import org.mailspan.format.MailOctets;
import org.mailspan.format.Outgoing;

/**
 * Hands a message to the submission server (RFC 6409). It is sent to all recipients or to none: a phone can show one
 * outcome, and a mail that reached half of them would be sent again to all.
 */
final class SmtpSubmission {
    private final SmtpSettings settings;
    private final Credentials credentials;

    SmtpSubmission(SmtpSettings settings, Credentials credentials) {
        this.settings = settings;
        this.credentials = credentials;
    }

    /**
     * Returns after the 250 to the message's data (law 1).
     *
     * @return why nobody knows whether the server took the mail: the connection broke between the end of the data and the
     *     answer to it; empty if it did
     */
    Optional<BackendException> send(Outgoing mail) throws BackendException {
        var addresses = new ArrayList<Address>();
        for (String recipient : mail.recipients()) addresses.add(address(recipient));
        address(mail.sender());
        boolean utf8 = !isAscii(mail.sender()) || !mail.recipients().stream().allMatch(SmtpSubmission::isAscii);
        var hooks = new SocketHooks(settings.trust());
        Session session = Session.getInstance(properties(hooks, mail, utf8));
        var transport =
                new SMTPTransport(session, new URLName("smtp", settings.host(), settings.port(), null, null, null));
        try {
            connect(transport);
            checkExtensions(transport, session, mail, utf8);
            return deliver(transport, session, mail, addresses.toArray(Address[]::new));
        } finally {
            close(transport);
            hooks.cut();
        }
    }

    private Properties properties(SocketHooks hooks, Outgoing mail, boolean utf8) {
        Properties properties = hooks.properties("mail.smtp", settings.timeouts());
        boolean starttls = settings.security() == Security.STARTTLS;
        properties.setProperty("mail.smtp.ssl.enable", Boolean.toString(settings.security() == Security.TLS));
        properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(starttls));
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(starttls));
        properties.setProperty("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        properties.setProperty("mail.smtp.from", mail.sender());
        properties.setProperty("mail.smtp.sendpartial", "false");
        properties.setProperty("mail.smtp.quitwait", "false");
        // what this machine is called is nobody's business; Thunderbird says the same
        properties.setProperty("mail.smtp.localhost", "[127.0.0.1]");
        properties.setProperty("mail.mime.allowutf8", Boolean.toString(utf8));
        return properties;
    }

    /** Angus writes addresses into its commands as they are. */
    private static Address address(String text) throws BackendException {
        boolean odd = text.isBlank() || text.chars().anyMatch(c -> Character.isISOControl(c) || c == '<' || c == '>');
        if (odd) throw new BackendException(Kind.REFUSED, "a recipient is no address");
        var address = new InternetAddress();
        address.setAddress(text);
        return address;
    }

    private void connect(SMTPTransport transport) throws BackendException {
        try {
            transport.connect(settings.host(), settings.port(), credentials.user(), credentials.password());
        } catch (AuthenticationFailedException e) {
            // 534 asks for a password of another kind, 535 refuses this one; 454 and 421 want us to come later
            boolean refused = transport.getLastReturnCode() / 10 == 53;
            throw new BackendException(
                    refused ? Kind.LOGIN : Kind.UNAVAILABLE, "login for submission: " + e.getMessage(), e);
        } catch (MessagingException e) {
            throw new BackendException(
                    Kind.UNAVAILABLE,
                    "connect to " + settings.host() + ":" + settings.port() + ": " + e.getMessage(),
                    e);
        }
    }

    private static void checkExtensions(SMTPTransport transport, Session session, Outgoing mail, boolean utf8)
            throws BackendException {
        if (utf8 && !transport.supportsExtension("SMTPUTF8"))
            throw new BackendException(Kind.REFUSED, "the submission server takes no addresses beyond ASCII");
        String size = transport.getExtensionParameter("SIZE");
        boolean limited = size != null && size.matches("[1-9]\\d{0,17}");
        if (limited && mail.octets().size() > Long.parseLong(size))
            throw new BackendException(Kind.TOO_LARGE, "the submission server takes " + size + " octets at most");
        boolean eightBit = !mail.octets().isAscii() && transport.supportsExtension("8BITMIME");
        if (eightBit) session.getProperties().setProperty("mail.smtp.mailextension", "BODY=8BITMIME");
    }

    private static Optional<BackendException> deliver(
            SMTPTransport transport, Session session, Outgoing mail, Address[] recipients) throws BackendException {
        var message = new Raw(session, mail.octets());
        try {
            transport.sendMessage(message, recipients);
            return Optional.empty();
        } catch (MessagingException e) {
            boolean answered = e instanceof SMTPSendFailedException reply && reply.getReturnCode() >= 400;
            if (message.written && !answered) return Optional.of(failed(e));
            throw failed(e);
        }
    }

    private static BackendException failed(MessagingException failure) {
        if (failure instanceof SMTPSendFailedException refused)
            return refused(refused.getReturnCode(), refused.getMessage(), failure);
        var codes = new ArrayList<Integer>();
        int code = 0;
        for (Exception e = failure; e instanceof MessagingException next; e = next.getNextException()) {
            if (e instanceof SMTPSenderFailedException sender)
                return refused(sender.getReturnCode(), sender.getMessage(), failure);
            if (!(e instanceof SMTPAddressFailedException recipient)) continue;
            codes.add(recipient.getReturnCode());
            code = Math.max(code, recipient.getReturnCode());
        }
        if (!codes.isEmpty()) return refused(code, "for " + codes.size() + " of the recipients " + codes, failure);
        Kind kind = failure instanceof SendFailedException ? Kind.REFUSED : Kind.UNAVAILABLE;
        return new BackendException(kind, "submission: " + withoutAddresses(failure.getMessage()), failure);
    }

    private static BackendException refused(int code, @Nullable String words, Exception cause) {
        Kind kind = code == 552 ? Kind.TOO_LARGE : code >= 500 ? Kind.REFUSED : Kind.UNAVAILABLE;
        return new BackendException(kind, "submission: " + code + " " + withoutAddresses(words), cause);
    }

    /** Servers say whom they do not like; with whom somebody corresponds is not for the log. */
    private static String withoutAddresses(@Nullable String words) {
        if (words == null) return "";
        return Arrays.stream(words.split(" "))
                .map(word -> word.indexOf('@') >= 0 || word.indexOf('<') >= 0 ? "..." : word)
                .collect(Collectors.joining(" "));
    }

    private static void close(SMTPTransport transport) {
        try {
            transport.close();
        } catch (MessagingException gone) {
            // the outcome stands already
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** A message that goes out as it is: Angus would parse and rewrite it, and a signature would break. */
    private static final class Raw extends MimeMessage {
        private final MailOctets octets;
        private boolean written;

        Raw(Session session, MailOctets octets) {
            super(session);
            this.octets = octets;
        }

        @Override
        public void writeTo(OutputStream out, String[] ignored) throws IOException {
            octets.writeTo(out);
            written = true;
        }
    }
}
