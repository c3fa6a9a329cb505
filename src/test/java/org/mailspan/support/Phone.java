package org.mailspan.support;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.FolderHierarchy;
import org.mailspan.wbxml.Move;

/**
 * A phone as a test sees it: it keeps folders, keys and items as a real one does, and notes in {@link #complaints} what a
 * real one would stumble over, such as an item added twice or the deletion of one that it does not have.
 */
public final class Phone {
    private Transport transport;
    private final Map<String, Folder> folders = new LinkedHashMap<>();
    private final Map<String, Collection> collections = new TreeMap<>();
    private final List<String> complaints = new ArrayList<>();
    private String hierarchyKey = "0";
    private int windowSize = 100;
    private int filterType;
    private Element bodyPreference = Element.of(
            AirSyncBase.BodyPreference,
            Element.of(AirSyncBase.Type, 2),
            Element.of(AirSyncBase.TruncationSize, 200_000));

    /** How requests travel: over HTTP, or straight into the commands. */
    public interface Transport {
        Answer post(String command, Optional<Element> request);

        Version version();
    }

    /** @param document absent for an empty body */
    public record Answer(int status, Optional<Element> document) {}

    public record Folder(String id, String parent, String name, int type) {}

    /** What the phone has of a collection. */
    public static final class Collection {
        private String key = "0";
        private final Map<String, Element> items = new TreeMap<>();

        public String key() {
            return key;
        }

        /** ServerId to ApplicationData. */
        public Map<String, Element> items() {
            return items;
        }
    }

    public Phone(Transport transport) {
        this.transport = transport;
    }

    /** Goes on over another way, as after a restart on another port. */
    public void travel(Transport other) {
        transport = other;
    }

    public Phone window(int size) {
        windowSize = size;
        return this;
    }

    public Phone filter(int type) {
        filterType = type;
        return this;
    }

    public Phone bodies(Element preference) {
        bodyPreference = preference;
        return this;
    }

    public List<String> complaints() {
        return complaints;
    }

    public Map<String, Folder> folders() {
        return folders;
    }

    public Answer post(String command, Element request) {
        return transport.post(command, Optional.of(request));
    }

    public Answer post(String command) {
        return transport.post(command, Optional.empty());
    }

    public Version version() {
        return transport.version();
    }

    public Folder folder(FolderType type) {
        return folders.values().stream()
                .filter(f -> f.type() == type.code())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no folder of type " + type + " in " + folders));
    }

    public Folder folder(String name) {
        return folders.values().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no folder " + name + " in " + folders));
    }

    public Collection collection(String id) {
        return collections.computeIfAbsent(id, c -> new Collection());
    }

    /** Answers the status of FolderSync; 1 is success. */
    public int folderSync() {
        Answer answer = post(
                "FolderSync",
                Element.of(FolderHierarchy.FolderSync, Element.of(FolderHierarchy.SyncKey, hierarchyKey)));
        Element root = answer.document().orElseThrow(() -> new AssertionError("FolderSync without a body: " + answer));
        int status = Integer.parseInt(root.text(FolderHierarchy.Status).orElse("0"));
        if (status != 1) return status;
        if (hierarchyKey.equals("0")) folders.clear();
        hierarchyKey = root.text(FolderHierarchy.SyncKey).orElseThrow();
        root.all(FolderHierarchy.Changes, FolderHierarchy.Delete).forEach(d -> {
            String id = d.text(FolderHierarchy.ServerId).orElseThrow();
            if (folders.remove(id) == null) complaints.add("deletion of the unknown folder " + id);
            collections.remove(id);
        });
        root.all(FolderHierarchy.Changes, FolderHierarchy.Add).forEach(a -> put(a, false));
        root.all(FolderHierarchy.Changes, FolderHierarchy.Update).forEach(a -> put(a, true));
        return status;
    }

    private void put(Element e, boolean known) {
        var folder = new Folder(
                e.text(FolderHierarchy.ServerId).orElseThrow(),
                e.text(FolderHierarchy.ParentId).orElseThrow(),
                e.text(FolderHierarchy.DisplayName).orElseThrow(),
                Integer.parseInt(e.text(FolderHierarchy.Type).orElseThrow()));
        if (folders.put(folder.id(), folder) != null != known) complaints.add("folder " + folder + " known: " + known);
        if (!folder.parent().equals("0") && !folders.containsKey(folder.parent())) complaints.add("orphan " + folder);
    }

    public void forgetHierarchyKey() {
        hierarchyKey = "0";
    }

    /** One Sync request for one collection; {@code commands} are its client commands. */
    public Element request(String id, Element... commands) {
        Collection collection = collection(id);
        boolean initial = collection.key.equals("0");
        return Element.of(
                AirSync.Sync,
                Element.of(
                        AirSync.Collections,
                        Element.of(
                                AirSync.Collection,
                                transport.version() == Version.V12_1 ? Element.of(AirSync.Class, "Email") : null,
                                Element.of(AirSync.SyncKey, collection.key),
                                Element.of(AirSync.CollectionId, id),
                                initial ? null : Element.of(AirSync.DeletesAsMoves, deletesAsMoves ? 1 : 0),
                                initial ? null : AirSync.GetChanges,
                                initial ? null : Element.of(AirSync.WindowSize, windowSize),
                                initial
                                        ? null
                                        : Element.of(
                                                AirSync.Options,
                                                Element.of(AirSync.FilterType, filterType),
                                                bodyPreference),
                                commands.length == 0 ? null : Element.of(AirSync.Commands, (Object[]) commands))));
    }

    private boolean deletesAsMoves = true;

    public Phone deletesAsMoves(boolean yes) {
        deletesAsMoves = yes;
        return this;
    }

    /** Sends one Sync and takes its answer in. Answers the collection's status, 1 for an empty body too. */
    public int sync(String id, Element... commands) {
        return apply(id, post("Sync", request(id, commands)));
    }

    /** Sends one Sync whose answer is lost on the way. */
    public void syncAndLose(String id, Element... commands) {
        post("Sync", request(id, commands));
    }

    private boolean more;

    public boolean moreAvailable() {
        return more;
    }

    /** From wherever it stands to the end; answers how many requests that took. */
    public int syncAll(String id) {
        for (int requests = 1; ; requests++) {
            String key = collection(id).key;
            int status = sync(id);
            if (status != 1) throw new AssertionError("Sync of " + id + " answers status " + status);
            if (more && collection(id).key.equals(key)) throw new AssertionError("MoreAvailable with the same key");
            if (!more && !key.equals("0")) return requests;
            if (requests > 100_000) throw new AssertionError("Sync of " + id + " does not end");
        }
    }

    /** Takes the answer to a Sync of one collection in. */
    public int apply(String id, Answer answer) {
        more = false;
        if (answer.status() != 200) throw new AssertionError("Sync answers HTTP " + answer.status());
        if (answer.document().isEmpty()) return 1;
        Element root = answer.document().get();
        if (root.has(AirSync.Status))
            return Integer.parseInt(root.text(AirSync.Status).orElseThrow());
        Element found = root.all(AirSync.Collections, AirSync.Collection)
                .filter(c -> c.text(AirSync.CollectionId).orElse("").equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no collection " + id + " in " + root));
        int status = Integer.parseInt(found.text(AirSync.Status).orElseThrow());
        if (status == 3) {
            collections.remove(id);
            return status;
        }
        if (status != 1) return status;
        Collection collection = collection(id);
        collection.key = found.text(AirSync.SyncKey).orElseThrow();
        more = found.has(AirSync.MoreAvailable);
        found.all(AirSync.Commands).flatMap(Element::elements).forEach(c -> apply(collection, c));
        return status;
    }

    private void apply(Collection collection, Element command) {
        String id = command.text(AirSync.ServerId).orElseThrow();
        Optional<Element> data = command.first(AirSync.ApplicationData);
        switch (command.tag()) {
            case AirSync.Add -> {
                if (collection.items.put(id, data.orElseThrow()) != null) complaints.add("added twice: " + id);
            }
            case AirSync.Change -> {
                if (collection.items.computeIfPresent(id, (i, old) -> merged(old, data.orElseThrow())) == null)
                    complaints.add("change of the unknown " + id);
            }
            case AirSync.Delete, AirSync.SoftDelete -> {
                if (collection.items.remove(id) == null) complaints.add(command.tag() + " of the unknown " + id);
            }
            default -> complaints.add("unexpected " + command.tag());
        }
    }

    private static Element merged(Element old, Element change) {
        var fields = new LinkedHashMap<Object, Element>();
        old.elements().forEach(e -> fields.put(e.tag(), e));
        change.elements().forEach(e -> fields.put(e.tag(), e));
        return Element.of(AirSync.ApplicationData, fields.values());
    }

    /** Applies a change of the user to the phone's own copy, as phones do before the server answers. */
    public void local(String id, String serverId, UnaryOperator<Element> change) {
        collection(id).items.computeIfPresent(serverId, (i, old) -> change.apply(old));
    }

    public void localDelete(String id, String serverId) {
        collection(id).items.remove(serverId);
    }

    public static Element change(String serverId, Element... fields) {
        return Element.of(
                AirSync.Change, Element.of(AirSync.ServerId, serverId), Element.of(AirSync.ApplicationData, (Object[])
                        fields));
    }

    public static Element delete(String serverId) {
        return Element.of(AirSync.Delete, Element.of(AirSync.ServerId, serverId));
    }

    public static Element fetch(String serverId) {
        return Element.of(AirSync.Fetch, Element.of(AirSync.ServerId, serverId));
    }

    /** Moves one item and renames the phone's own copy; answers the status. */
    public int move(String serverId, String from, String to) {
        return applyMove(serverId, from, to, post("MoveItems", moving(serverId, from, to)));
    }

    public static Element moving(String serverId, String from, String to) {
        return Element.of(
                Move.MoveItems,
                Element.of(
                        Move.Move,
                        Element.of(Move.SrcMsgId, serverId),
                        Element.of(Move.SrcFldId, from),
                        Element.of(Move.DstFldId, to)));
    }

    /** Takes the answer to a MoveItems of one item in. */
    public int applyMove(String serverId, String from, String to, Answer answer) {
        Element response = answer.document().orElseThrow().first(Move.Response).orElseThrow();
        int status = Integer.parseInt(response.text(Move.Status).orElseThrow());
        if (status == 3) {
            Element item = collection(from).items.remove(serverId);
            String id = response.text(Move.DstMsgId).orElseThrow();
            if (item != null && !collection(to).key.equals("0"))
                collection(to).items.put(id, item);
        }
        return status;
    }
}
