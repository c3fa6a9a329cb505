package org.mailspan.command;

import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.mailspan.backend.Assembly;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Backend.Reading;
import org.mailspan.backend.Backend.Want;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Spool;
import org.mailspan.command.SmartMail.Verb;
import org.mailspan.format.Enclosing;
import org.mailspan.format.MailOctets;
import org.mailspan.format.MessageData;
import org.mailspan.format.Original;
import org.mailspan.format.Outgoing;
import org.mailspan.format.Piece;
import org.mailspan.item.Item;
import org.mailspan.protocol.ServerId;
import org.mailspan.sync.Items;

/**
 * An original that goes into a mail: its texts are read, its attachments stream from the host past the heap.
 *
 * @param item what was read of it; nothing where it is not quoted
 */
record Enclosure(Backend.Parts parts, Items.Place place, Verb verb, boolean quoted, MessageData data, Item item)
        implements Outbox.Enclosed {
    /** @param quoted not where the client says ReplaceMime: then only the conversation goes on */
    static Enclosure read(Backend backend, Items.Place place, ServerId id, Verb verb, boolean quoted)
            throws BackendException {
        if (!(backend instanceof Backend.Parts parts))
            throw new BackendException(BackendException.Kind.NOT_ALLOWED, "the host gives no whole messages");
        MessageData data = parts.structure(place.folder(), place.entry());
        boolean read = quoted && Original.isReadable(data.structure());
        Item item = read ? item(backend, place, id) : Item.EMPTY;
        return new Enclosure(parts, place, verb, quoted, data, item);
    }

    private static Item item(Backend backend, Items.Place place, ServerId id) throws BackendException {
        var found = new ArrayList<Item>(1);
        var want = new Want.Whole(id.collection(), Original.TEXTS);
        backend.read(place.folder(), List.of(place.entry()), want, (Reading one) -> found.add(one.item()));
        if (found.isEmpty()) throw new BackendException(BackendException.Kind.ITEM_GONE, "the original is gone");
        return found.getFirst();
    }

    byte[] header() {
        return data.header();
    }

    @Override
    public Outgoing in(Outgoing mail, Spool into) throws IOException, BackendException {
        if (!quoted) return threaded(mail);
        String unique = UUID.randomUUID().toString();
        Original original = Original.read(data, item);
        List<Piece> pieces = switch (verb) {
            case REPLY -> Enclosing.reply(mail.message(), original, unique, ZoneId.systemDefault());
            case FORWARD -> Enclosing.forward(mail.message(), original, unique, ZoneId.systemDefault());
        };
        try {
            Assembly.write(pieces, section -> parts.part(place.folder(), place.entry(), section), into);
            return mail.with(into);
        } catch (BackendException e) {
            // It went while it was read.
            if (SmartMail.mayBeLeftOut(e, verb)) return threaded(mail);
            throw e;
        }
    }

    private Outgoing threaded(Outgoing mail) {
        return mail.with(MailOctets.of(Enclosing.threaded(mail.message(), data)));
    }
}
