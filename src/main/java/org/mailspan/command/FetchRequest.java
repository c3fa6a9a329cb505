package org.mailspan.command;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.BodyOptionsReader;
import org.mailspan.protocol.FileReference;
import org.mailspan.protocol.LongId;
import org.mailspan.protocol.ServerId;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.ItemOperations;
import org.mailspan.wbxml.Search;
import org.mailspan.wbxml.Tag;

/**
 * One Fetch of an ItemOperations request, MS-ASCMD 2.2.3.67.1: elements to words. Options that belong to the other kind
 * of Fetch (a Range for an item, a BodyPreference for an attachment) are passed over instead of the Status 2 of
 * MS-ASCMD_R3547: the whole item, or the attachment, is what the client wants.
 */
sealed interface FetchRequest {
    /**
     * An item of a folder, or a result of a search.
     *
     * @param id empty for one that was never given out
     * @param schema the properties that are wanted; empty for all
     */
    record OfItem(Optional<ServerId> id, BodyOptions body, Set<Tag> schema) implements FetchRequest {}

    /** @param reference empty for one that was never given out */
    record OfAttachment(Optional<FileReference> reference, Optional<ByteRange> range) implements FetchRequest {}

    record UnknownStore() implements FetchRequest {}

    record BadRange() implements FetchRequest {}

    record Malformed() implements FetchRequest {}

    /** Octets from the first to the last, both inclusive, counted from 0 (MS-ASCMD 2.2.3.143.2). */
    record ByteRange(long first, long last) {
        private static final Pattern FORM = Pattern.compile("(\\d{1,9})-(\\d{1,9})");

        static Optional<ByteRange> parse(String text) {
            var m = FORM.matcher(text.strip());
            if (!m.matches()) return Optional.empty();
            var range = new ByteRange(Long.parseLong(m.group(1)), Long.parseLong(m.group(2)));
            return range.first <= range.last ? Optional.of(range) : Optional.empty();
        }

        long length() {
            return last - first + 1;
        }
    }

    static FetchRequest read(Element fetch) {
        Optional<String> store = fetch.text(ItemOperations.Store).map(String::strip);
        if (store.isEmpty()) return new Malformed();
        if (!store.get().equalsIgnoreCase("Mailbox")) return new UnknownStore();
        if (fetch.has(AirSyncBase.FileReference)) return attachment(fetch);
        return fetch.has(AirSync.ServerId) || fetch.has(Search.LongId) ? item(fetch) : new Malformed();
    }

    private static FetchRequest attachment(Element fetch) {
        Optional<FileReference> reference =
                fetch.text(AirSyncBase.FileReference).map(String::strip).flatMap(FileReference::parse);
        Optional<String> asked = fetch.text(ItemOperations.Options, ItemOperations.Range);
        Optional<ByteRange> range = asked.flatMap(ByteRange::parse);
        return asked.isPresent() && range.isEmpty() ? new BadRange() : new OfAttachment(reference, range);
    }

    private static FetchRequest item(Element fetch) {
        Element options = fetch.first(ItemOperations.Options).orElseGet(() -> Element.of(ItemOperations.Options));
        Optional<BodyOptions> body = BodyOptionsReader.read(options);
        Set<Tag> schema = options.all(ItemOperations.Schema)
                .flatMap(Element::elements)
                .map(Element::tag)
                .collect(Collectors.toSet());
        return body.isEmpty() ? new Malformed() : new OfItem(id(fetch), body.get(), schema);
    }

    /**
     * The item lies in the CollectionId if its id says so too. iOS names a search result by its LongId alone (quirk
     * F11).
     */
    private static Optional<ServerId> id(Element fetch) {
        if (fetch.has(Search.LongId))
            return fetch.text(Search.LongId).flatMap(LongId::parse).map(LongId::item);
        Optional<String> collection = fetch.text(AirSync.CollectionId).map(String::strip);
        return fetch.text(AirSync.ServerId)
                .map(String::strip)
                .flatMap(ServerId::parse)
                .filter(id -> collection.isEmpty()
                        || ServerId.collection(collection.get()).equals(Optional.of(id.collection())));
    }
}
