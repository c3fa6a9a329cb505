package org.mailspan.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Content;
import org.mailspan.backend.Spool;
import org.mailspan.format.CarriedMail;
import org.mailspan.format.CarriedMail.Way;
import org.mailspan.item.Body;
import org.mailspan.item.BodyFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.ServerId;
import org.mailspan.sync.Items;
import org.mailspan.sync.Session;
import org.mailspan.wbxml.StreamedText;

/** Reads messages whose MIME is too long for memory into files, as devices take it. */
final class LongMail {
    private final Items items;
    private final Laid laid;

    LongMail(Items items, Laid laid) {
        this.items = items;
        this.laid = laid;
    }

    static boolean lacks(Item item) {
        return item.get(BodyFields.Body)
                .filter(body -> body.whereabouts() instanceof Body.Whereabouts.AtHost)
                .isPresent();
    }

    /** The item with its Data, wherever that lies; an item that has it already is left as it is. */
    Item complete(Session session, ServerId id, Item item) throws BackendException, IOException {
        Optional<Body> body = item.get(BodyFields.Body);
        if (body.isEmpty() || !(body.get().whereabouts() instanceof Body.Whereabouts.AtHost(long most))) return item;
        Optional<Items.Place> place = items.find(session, id);
        if (place.isEmpty() || !(session.backend() instanceof Backend.Parts parts)) return item;
        Content whole = parts.part(place.get().folder(), place.get().entry(), "");
        return item.with(BodyFields.Body, read(whole, most, body.get()));
    }

    private Body read(Content whole, long most, Body body) throws BackendException, IOException {
        var watched = new ArrayList<CarriedMail.Seen>(1);
        Spool message = laid.of(file -> {
            var seen = new CarriedMail.Seen(file);
            watched.add(seen);
            whole.source().writeTo(seen, 0, most);
        });
        boolean cut = message.size() >= most && whole.octets() > most;
        Way way = watched.getFirst().way(cut);
        StreamedText text = cut ? beginning(most, message, way) : text(message, way);
        return body.inFile(text, cut ? body.estimatedDataSize() : text.length(), cut);
    }

    private StreamedText text(Spool message, Way way) throws BackendException, IOException {
        return switch (way) {
            case Way.Same() -> new StreamedText(message.size(), message::writeTo);
            case Way.Lines(long octets) -> new StreamedText(octets, out -> CarriedMail.write(message, way, out));
            case Way.Recoded _ -> {
                Spool text = laid.of(file -> CarriedMail.write(message, way, file));
                laid.drop(message);
                yield new StreamedText(text.size(), text::writeTo);
            }
        };
    }

    private StreamedText beginning(long most, Spool message, Way way) throws BackendException, IOException {
        Spool text = laid.of(file -> CarriedMail.writeFirst(most, message, way, file));
        laid.drop(message);
        return new StreamedText(text.size(), text::writeTo);
    }
}
