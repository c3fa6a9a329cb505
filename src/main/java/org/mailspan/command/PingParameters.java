package org.mailspan.command;

import static org.mailspan.wbxml.Ping.*;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.mailspan.protocol.ServerId;
import org.mailspan.store.Store;
import org.mailspan.sync.Session;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Limits;
import org.mailspan.wbxml.WbxmlException;
import org.mailspan.wbxml.WbxmlReader;
import org.mailspan.wbxml.WbxmlWriter;

/**
 * What a Ping waits for and how long: from the request, and what it leaves out from the one before (MS-ASCMD_R5632 to
 * R5635). Kept in the store, since iOS goes on with empty Pings over a restart (quirk H5).
 */
final class PingParameters {
    private static final String NAME = "Ping";

    private final Store store;

    PingParameters(Store store) {
        this.store = store;
    }

    /** What became of a request. */
    sealed interface Parameters {}

    record Known(Duration heartbeat, Set<Long> folders) implements Parameters {}

    /** A part was left out that no earlier Ping had. */
    record Missing() implements Parameters {}

    record Malformed() implements Parameters {}

    /** An id that we never gave. */
    record UnknownFolder() implements Parameters {}

    Parameters of(Session session, Optional<Element> request) {
        Optional<Element> before = kept(session);
        Optional<String> heartbeat = part(request, before, HeartbeatInterval).map(Element::text);
        Optional<Element> folders = part(request, before, Folders);
        if (heartbeat.isEmpty() || folders.isEmpty()) return new Missing();
        int seconds = SyncCollection.number(heartbeat.get());
        boolean strange = false;
        var ids = new LinkedHashSet<Long>();
        for (Element folder : folders.get().all(Folder).toList()) {
            String id = folder.text(Id).orElse("").strip();
            if (id.isEmpty()) return new Malformed();
            Optional<Long> number = ServerId.collection(id);
            // MS-ASCMD_R6699
            if (number.isPresent() && !ids.add(number.get())) return new Malformed();
            strange |= number.isEmpty();
        }
        if (seconds < 0) return new Malformed();
        return strange ? new UnknownFolder() : new Known(Duration.ofSeconds(seconds), ids);
    }

    /** An empty Folders element counts as left out: Android would stop over the answer to anything else (quirk B8). */
    private static Optional<Element> part(
            Optional<Element> request, Optional<Element> before, org.mailspan.wbxml.Ping tag) {
        return request.flatMap(r -> r.first(tag))
                .filter(e -> !e.children().isEmpty())
                .or(() -> before.flatMap(b -> b.first(tag)));
    }

    void remember(Session session, Known known) {
        byte[] document = WbxmlWriter.bytes(Element.of(
                Ping,
                Element.of(HeartbeatInterval, known.heartbeat().toSeconds()),
                Element.of(Folders, known.folders().stream().map(id -> Element.of(Folder, Element.of(Id, id))))));
        boolean same = store.read(rows -> rows.document(session.account(), session.device(), NAME))
                .filter(kept -> Arrays.equals(kept, document))
                .isPresent();
        if (!same) store.update(rows -> rows.putDocument(session.account(), session.device(), NAME, document));
    }

    private Optional<Element> kept(Session session) {
        return store.read(rows -> rows.document(session.account(), session.device(), NAME))
                .flatMap(document -> {
                    try {
                        return Optional.of(WbxmlReader.read(document, Limits.DEFAULT));
                    } catch (WbxmlException e) {
                        return Optional.empty();
                    }
                });
    }
}
