package org.mailspan.backend.imap;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.Literal;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.format.MailOctets;
import org.mailspan.format.Outgoing;
import org.mailspan.protocol.FolderType;

/** Files a sent message into Sent, unless the host has done that already. May be done twice. */
final class SentCopy {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d-MMM-uuuu", Locale.ENGLISH);

    private SentCopy() {}

    static void file(ImapConnections connections, ImapFolders folders, Outgoing mail) throws BackendException {
        try {
            into(folder(connections, folders), connections, mail);
        } catch (BackendException e) {
            if (e.kind() != Kind.FOLDER_GONE) throw e;
            // somebody deleted it: it is made again where folders are listed
            connections.repeatable("", folders::list);
            into(folders.ofType(FolderType.SentItems), connections, mail);
        }
    }

    private static void into(String sent, ImapConnections connections, Outgoing mail) throws BackendException {
        // the mail is out; on a host without such a folder there is nowhere to put a copy
        if (sent.isEmpty()) return;
        connections.repeatable(sent, connection -> {
            boolean filed = Gmail.filesSentMail(connection.capabilities()) || isThere(connection, sent, mail);
            if (!filed) append(connection, sent, mail);
            return sent;
        });
    }

    /** Whether there is a copy, which only the host can have made if it was not filed here. */
    static boolean isFiled(ImapConnections connections, ImapFolders folders, Outgoing mail) throws BackendException {
        String sent = folder(connections, folders);
        return !sent.isEmpty() && connections.repeatable(sent, connection -> isThere(connection, sent, mail));
    }

    private static String folder(ImapConnections connections, ImapFolders folders) throws BackendException {
        String known = folders.ofType(FolderType.SentItems);
        if (known.isEmpty()) connections.repeatable("", folders::list);
        return folders.ofType(FolderType.SentItems);
    }

    private static boolean isThere(ImapConnection connection, String sent, Outgoing mail) throws BackendException {
        String id = mail.messageId();
        if (id.isEmpty() || !id.chars().allMatch(c -> c > ' ' && c < 0x7f)) return false;
        connection.select(sent);
        // INTERNALDATE is in the host's zone
        String since = DATE.format(LocalDate.now(ZoneOffset.UTC).minusDays(1));
        var keys = new Argument()
                .writeAtom("SINCE " + since + " HEADER Message-ID")
                .writeString(id);
        return !SearchRows.found(connection, keys).isEmpty();
    }

    private static void append(ImapConnection connection, String sent, Outgoing mail) throws BackendException {
        Argument arguments = connection.mailbox(sent).writeAtom("(\\Seen)").writeBytes(literal(mail.filed()));
        connection.run("APPEND", arguments, row -> {});
    }

    static Literal literal(MailOctets octets) {
        return new Literal() {
            @Override
            public int size() {
                return Math.toIntExact(octets.size());
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                octets.writeTo(out);
            }
        };
    }
}
