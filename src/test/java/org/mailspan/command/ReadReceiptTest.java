package org.mailspan.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.support.Phone;
import org.mailspan.wbxml.ComposeMail;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;

/** Read receipts (RFC 8098) are the user's business: asked for, and sent, only by what the client sends itself. */
class ReadReceiptTest {
    private static final String ASKING = "From: Anna <anna@example.org>\r\nTo: bo@example.org\r\nSubject: hello\r\n"
            + "Disposition-Notification-To: Anna <anna@example.org>\r\nMessage-ID: <1@phone>\r\n\r\nx\r\n";

    @TempDir
    Path directory;

    @AutoClose
    private Wiring wiring;

    private Phone phone;
    private String inbox;

    @BeforeEach
    void open() {
        wiring = new Wiring(directory);
        phone = wiring.phone();
        inbox = phone.folder(FolderType.Inbox).id();
    }

    @Test
    void whatTheClientAsksForGoesOutAsItWroteIt() throws Exception {
        Element request = Element.of(
                ComposeMail.SendMail,
                Element.of(ComposeMail.ClientId, "one"),
                Element.of(ComposeMail.Mime, ASKING.getBytes(UTF_8)));
        wiring.ask("phone", Version.V16_1, "SendMail", Optional.of(request), new Held());
        String sent = new String(wiring.backend.sent().getFirst().message(), UTF_8);
        assertTrue(sent.contains("Disposition-Notification-To: Anna <anna@example.org>\r\n"), sent);
    }

    @Test
    void whoReadsAMailThatAsksForOneSendsNothing() {
        String mail = ASKING.replace("To: bo@", "To: anna@").replace("From: Anna <anna@", "From: Bo <bo@");
        wiring.mailbox.append("INBOX", mail.getBytes(UTF_8), Set.of(), wiring.now);
        phone.syncAll(inbox);
        String id = phone.collection(inbox).items().keySet().iterator().next();
        assertEquals(1, phone.sync(inbox, Phone.change(id, Element.of(Email.Read, 1))));
        assertEquals(0, wiring.backend.sent().size());
        assertEquals(Optional.empty(), phone.collection(inbox).items().get(id).text(Email.Flag, Email.Status));
        assertTrue(wiring.mailbox.messages("INBOX").getFirst().flags().contains("\\Seen"));
    }
}
