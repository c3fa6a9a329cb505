package org.mailspan.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.mailspan.item.ApplicationData;
import org.mailspan.item.BodyOptionsReader;
import org.mailspan.item.DraftFields;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Field;
import org.mailspan.item.Item;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Version;
import org.mailspan.sync.ClientCommand;
import org.mailspan.sync.CollectionRequest;
import org.mailspan.sync.Filter;
import org.mailspan.sync.Options;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email2;
import org.mailspan.wbxml.Limits;
import org.mailspan.wbxml.Tag;
import org.mailspan.wbxml.WbxmlException;
import org.mailspan.wbxml.WbxmlReader;
import org.mailspan.wbxml.WbxmlWriter;

/**
 * One Collection of a Sync or GetItemEstimate request, MS-ASCMD 2.2.3.29: elements to words. In which order they come is
 * not looked at (MS-ASCMD_R4546): nothing depends on it, and clients that grew up with other servers than Exchange may
 * have an order of their own.
 *
 * @param id as sent, for the answer to echo
 * @param request empty when the collection breaks the protocol: Status 4
 */
record SyncCollection(String id, String syncKey, Optional<CollectionRequest> request) {
    /** MS-ASCMD_R3458 and R3459. */
    private static final int MOST = 512;

    private static final int USUAL = 100;

    /** MS-ASCMD_R5862; a longer one cannot be echoed. */
    private static final int LONGEST_ID = 64;

    /** The recipient information cache (MS-ASCMD_R2037), which is no folder: no FolderSync would bring it. */
    private static final String RECIPIENT_CACHE = "RI";

    /** The root of the hierarchy, which holds no items: stands for ids in a form that is not ours. */
    private static final long NOWHERE = 0;

    /** What only the server says of a mail (MS-ASEMAIL_R347, R648, R723). Other fields that it has are passed over. */
    private static final List<Field<?>> READ_ONLY =
            List.of(EmailFields.ConversationId, EmailFields.ReceivedAsBcc, EmailFields.Sender);

    static SyncCollection of(Element collection) {
        String id = collection.text(AirSync.CollectionId).orElse("").strip();
        String key = collection.text(AirSync.SyncKey).orElse("").strip();
        return new SyncCollection(id, key, request(collection, id, key));
    }

    private static Optional<CollectionRequest> request(Element collection, String id, String key) {
        boolean fits = classFits(collection) && classesFit(collection) && !id.equals(RECIPIENT_CACHE);
        if (!fits) return Optional.empty();
        Optional<Options> options = Optional.empty();
        Optional<Element> wanted = options(collection);
        if (wanted.isPresent()) {
            options = read(wanted.get());
            if (options.isEmpty()) return Optional.empty();
        }
        int window = window(collection);
        Optional<Boolean> getChanges = collection.flag(AirSync.GetChanges);
        boolean initial = key.equals("0");
        // MS-ASCMD_R3128: changes cannot be asked for with key 0.
        if (key.isEmpty() || window < 0 || (initial && getChanges.orElse(false))) return Optional.empty();
        if (initial && collection.has(AirSync.Commands)) return Optional.empty();
        return Optional.of(new CollectionRequest(
                ServerId.collection(id).orElse(NOWHERE),
                key,
                getChanges.orElse(!initial),
                collection.flag(AirSync.DeletesAsMoves).orElse(true),
                window,
                collection.flag(AirSync.ConversationMode),
                options,
                commands(collection)));
    }

    /** Status 164, which there is since BodyPart is (MS-ASCMD_R5412). */
    boolean hasUnsupportedPart(Version version) {
        return version.since(Version.V14_1)
                && request.flatMap(CollectionRequest::options)
                        .filter(options -> options.body().hasUnsupportedPart())
                        .isPresent();
    }

    /** Whether the answer can say which collection it is about (MS-ASCMD_R4545). */
    boolean isNamed() {
        return !id.isEmpty() && id.length() <= LONGEST_ID;
    }

    /** The same for one collection, however its id is written. */
    String identity() {
        return ServerId.collection(id).map(String::valueOf).orElse(id);
    }

    /**
     * The Options block for mail: the one that says Email, or says no class. SMS blocks are for no folder of ours; where
     * there is only such a one, those for mail stay as they were.
     */
    static Optional<Element> options(Element collection) {
        return collection
                .all(AirSync.Options)
                .filter(o -> optionsClass(o).equals("Email"))
                .findFirst();
    }

    /** Whether the collection's own class, which 12.1 names, is that of all our folders. */
    static boolean classFits(Element collection) {
        return Stream.of(AirSync.Class, org.mailspan.wbxml.GetItemEstimate.Class)
                .flatMap(tag -> collection.text(tag).stream())
                .allMatch(name -> name.strip().equals("Email"));
    }

    /** Whether there are no Options but for mail and SMS, each at most once (MS-ASCMD_R930, R935). */
    static boolean classesFit(Element collection) {
        List<String> classes = collection
                .all(AirSync.Options)
                .map(SyncCollection::optionsClass)
                .toList();
        return Set.of("Email", "SMS").containsAll(classes)
                && Set.copyOf(classes).size() == classes.size();
    }

    private static String optionsClass(Element options) {
        return options.text(AirSync.Class).map(String::strip).orElse("Email");
    }

    /** Empty for a FilterType that mail does not have (MS-ASCMD_R3080), or preferences that make no sense. */
    static Optional<Options> read(Element options) {
        int filter = number(options.text(AirSync.FilterType).orElse("0"));
        if (!Filter.fitsMail(filter)) return Optional.empty();
        return BodyOptionsReader.read(options)
                .map(body -> new Options(filter, body, clientWins(options), WbxmlWriter.bytes(known(options))));
    }

    private static boolean clientWins(Element options) {
        return options.text(AirSync.Conflict)
                .filter(text -> text.strip().equals("0"))
                .isPresent();
    }

    /** Without the elements that have no name: they were ignored, and cannot be written. */
    static Element known(Element element) {
        return new Element(
                element.tag(),
                element.children().stream()
                        .filter(child -> !(child instanceof Element e && e.tag() instanceof Tag.Unknown))
                        .map(child -> child instanceof Element e ? known(e) : child)
                        .toList());
    }

    /** Reads Options that were kept with a state; none, or of another time, are as none. */
    static Options remembered(byte[] document) {
        if (document.length == 0) return Options.NONE;
        try {
            return read(WbxmlReader.read(document, Limits.DEFAULT)).orElse(Options.NONE);
        } catch (WbxmlException e) {
            return Options.NONE;
        }
    }

    /** WindowSize of a collection or of the whole request; -1 for none that is a number. */
    static int window(Element parent) {
        Optional<String> text = parent.text(AirSync.WindowSize);
        if (text.isEmpty()) return USUAL;
        int size = number(text.get());
        return size == 0 || size > MOST ? MOST : size;
    }

    /** -1 for what is not a number that fits. */
    static int number(String text) {
        try {
            return Math.max(-1, Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static List<ClientCommand> commands(Element collection) {
        var commands = new ArrayList<ClientCommand>();
        collection.first(AirSync.Commands).stream().flatMap(Element::elements).forEach(one -> {
            String id = one.text(AirSync.ServerId).orElse("");
            switch (one.tag()) {
                case AirSync.Add ->
                    commands.add(new ClientCommand.Add(
                            one.text(AirSync.ClientId).orElse(""), item(one), sends(one, item(one))));
                case AirSync.Change -> commands.add(new ClientCommand.Change(id, patch(one), sends(one, patch(one))));
                case AirSync.Delete -> commands.add(new ClientCommand.Delete(id));
                case AirSync.Fetch -> commands.add(new ClientCommand.Fetch(id));
                default -> {}
            }
        });
        return commands;
    }

    /** What has a malformed field is not sent without it. */
    private static boolean sends(Element command, Item item) {
        boolean sound = !item.isEmpty() || !command.has(AirSync.ApplicationData);
        return sound && command.has(Email2.Send);
    }

    private static Item patch(Element change) {
        Item item = item(change);
        return READ_ONLY.stream().anyMatch(field -> item.get(field).isPresent()) ? Item.EMPTY : item;
    }

    private static Item item(Element command) {
        return command.first(AirSync.ApplicationData)
                .map(data -> ApplicationData.read(DraftFields.TABLE, data))
                .filter(read -> read.malformed().isEmpty())
                .map(ApplicationData.Read::item)
                .orElse(Item.EMPTY);
    }
}
