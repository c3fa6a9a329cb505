package org.mailspan.command;

import static org.mailspan.wbxml.AirSync.*;

import java.util.List;
import java.util.Optional;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.GetItemEstimate;
import org.mailspan.wbxml.Ping;

/** Sync requests in the words of the protocol, and what the answers to them say. */
final class Ask {
    private Ask() {}

    /** Children of Sync: collections are wrapped, all else stays beside them. */
    static Element sync(Object... parts) {
        var others = List.of(parts).stream().filter(p -> !isCollection(p)).toList();
        var collections = List.of(parts).stream().filter(Ask::isCollection).toList();
        return Element.of(Sync, others, collections.isEmpty() ? null : Element.of(Collections, collections));
    }

    private static boolean isCollection(Object part) {
        return part instanceof Element e && e.tag().equals(Collection);
    }

    static Element collection(String id, String key, Object... more) {
        return Element.of(Collection, Element.of(SyncKey, key), Element.of(CollectionId, id), List.of(more));
    }

    static Element options(Object... more) {
        return Element.of(Options, List.of(more));
    }

    static Element filter(int type) {
        return options(Element.of(FilterType, type));
    }

    static Element commands(Element... commands) {
        return Element.of(Commands, List.of(commands));
    }

    static Element read(String id, boolean read) {
        return change(id, Element.of(Email.Read, read));
    }

    static Element change(String id, Object... data) {
        return Element.of(Change, Element.of(ServerId, id), Element.of(ApplicationData, List.of(data)));
    }

    static Element flag(int status) {
        return Element.of(Email.Flag, Element.of(Email.Status, status), Element.of(Email.FlagType, "for Follow Up"));
    }

    static Element plainBody(int truncation) {
        return Element.of(
                AirSyncBase.BodyPreference,
                Element.of(AirSyncBase.Type, 1),
                Element.of(AirSyncBase.TruncationSize, truncation));
    }

    /** A Ping for folders of mail. */
    static Element ping(int seconds, String... folders) {
        return Element.of(Ping.Ping, Element.of(Ping.HeartbeatInterval, seconds), pingFolders(folders));
    }

    static Element pingFolders(String... ids) {
        var folders = List.of(ids).stream()
                .map(id -> Element.of(Ping.Folder, Element.of(Ping.Id, id), Element.of(Ping.Class, "Email")));
        return Element.of(Ping.Folders, folders);
    }

    /** A GetItemEstimate for collections as {@link #estimated} makes them. */
    static Element estimate(Element... collections) {
        return Element.of(
                GetItemEstimate.GetItemEstimate, Element.of(GetItemEstimate.Collections, List.of(collections)));
    }

    static Element estimated(String id, String key, Object... more) {
        return Element.of(
                GetItemEstimate.Collection,
                Element.of(SyncKey, key),
                Element.of(GetItemEstimate.CollectionId, id),
                List.of(more));
    }

    static Element in(Element answer, String collection) {
        return answer.all(Collections, Collection)
                .filter(c -> c.text(CollectionId).orElse("").equals(collection))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no collection " + collection + " in " + answer));
    }

    static int status(Element answer, String collection) {
        return Integer.parseInt(in(answer, collection).text(Status).orElseThrow());
    }

    static int status(Element answer) {
        return Integer.parseInt(answer.text(Status).orElseThrow());
    }

    static String key(Element answer, String collection) {
        return in(answer, collection).text(SyncKey).orElseThrow();
    }

    static Optional<String> limit(Element answer) {
        return answer.text(Limit);
    }

    /** The ids of one kind of server command, in order. */
    static List<String> ids(Element answer, String collection, AirSync kind) {
        return in(answer, collection)
                .all(Commands, kind)
                .map(c -> c.text(ServerId).orElseThrow())
                .toList();
    }

    static List<String> subjects(Element answer, String collection) {
        return in(answer, collection)
                .all(Commands, Add, ApplicationData)
                .map(data -> data.text(Email.Subject).orElse(""))
                .toList();
    }

    static boolean more(Element answer, String collection) {
        return in(answer, collection).has(MoreAvailable);
    }

    /** The status in Responses for an item. */
    static int response(Element answer, String collection, AirSync kind, String id) {
        return in(answer, collection)
                .all(Responses, kind)
                .filter(r -> r.text(ServerId).orElse("").equals(id)
                        || r.text(ClientId).orElse("").equals(id))
                .findFirst()
                .map(r -> Integer.parseInt(r.text(Status).orElseThrow()))
                .orElseThrow(() -> new AssertionError("no response to " + kind + " " + id + " in " + answer));
    }
}
