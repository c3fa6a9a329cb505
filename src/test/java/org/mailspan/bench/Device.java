package org.mailspan.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mailspan.protocol.FolderType;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.FolderHierarchy;
import org.mailspan.wbxml.Limits;
import org.mailspan.wbxml.Ping;
import org.mailspan.wbxml.WbxmlException;
import org.mailspan.wbxml.WbxmlReader;
import org.mailspan.wbxml.WbxmlWriter;

/** A phone that synchronises the inbox and keeps nothing but its SyncKey. For one thread. */
final class Device implements AutoCloseable {
    private final HttpLine line;
    private final String inbox;
    private int window = 100;
    private @Nullable Element bodies;
    private SyncHead stands = new SyncHead("0", true);

    private Device(HttpLine line, String inbox) {
        this.line = line;
        this.inbox = inbox;
    }

    static Device begin(HttpLine line) throws IOException {
        Element request = Element.of(FolderHierarchy.FolderSync, Element.of(FolderHierarchy.SyncKey, "0"));
        String inbox = read(line.post("FolderSync", WbxmlWriter.bytes(request)))
                .all(FolderHierarchy.Changes, FolderHierarchy.Add)
                .filter(add -> add.text(FolderHierarchy.Type).orElse("").equals("" + FolderType.Inbox.code()))
                .flatMap(add -> add.text(FolderHierarchy.ServerId).stream())
                .findFirst()
                .orElseThrow();
        return new Device(line, inbox);
    }

    Device window(int size) {
        window = size;
        return this;
    }

    /** HTML, cut at so many octets; a device that is not told gets no bodies. */
    Device html(int octets) {
        bodies = Element.of(
                AirSyncBase.BodyPreference,
                Element.of(AirSyncBase.Type, 2),
                Element.of(AirSyncBase.TruncationSize, octets));
        return this;
    }

    /** One Sync; the answer is empty if nothing changed. */
    byte[] sync() throws IOException {
        byte[] answer = line.post("Sync", syncRequest());
        stands = answer.length == 0 ? new SyncHead(stands.key(), false) : SyncHead.of(answer);
        if (stands.key().isEmpty() || stands.key().equals("0"))
            throw new IOException("Sync answers without a key: " + read(answer));
        return answer;
    }

    /** From wherever it stands to the end. */
    List<byte[]> syncAll() throws IOException {
        var answers = new ArrayList<byte[]>();
        do answers.add(sync());
        while (stands.more() || answers.size() == 1);
        return answers;
    }

    boolean hasMore() {
        return stands.more();
    }

    /**
     * From wherever it stands to the end, keeping nothing.
     *
     * @param say told how far it is, now and then
     * @return how many items came
     */
    long countAll(Consumer<String> say) throws IOException {
        long items = 0;
        long told = 0;
        boolean begun = false;
        while (stands.more() || !begun) {
            begun = !stands.key().equals("0");
            items += added(List.of(sync()));
            if (items - told < 10_000) continue;
            told = items;
            say.accept(items + " messages");
        }
        return items;
    }

    private byte[] syncRequest() {
        boolean first = stands.key().equals("0");
        Element options = Element.of(AirSync.Options, Element.of(AirSync.FilterType, 0), bodies);
        return WbxmlWriter.bytes(Element.of(
                AirSync.Sync,
                Element.of(
                        AirSync.Collections,
                        Element.of(
                                AirSync.Collection,
                                Element.of(AirSync.SyncKey, stands.key()),
                                Element.of(AirSync.CollectionId, inbox),
                                first ? null : AirSync.GetChanges,
                                first ? null : Element.of(AirSync.WindowSize, window),
                                first ? null : options))));
    }

    /** Waits for mail in the inbox; answers the Status of the Ping: 2 if there is some. */
    String ping(int heartbeat) throws IOException {
        Element folder = Element.of(Ping.Folder, Element.of(Ping.Id, inbox), Element.of(Ping.Class, "Email"));
        Element request =
                Element.of(Ping.Ping, Element.of(Ping.HeartbeatInterval, heartbeat), Element.of(Ping.Folders, folder));
        byte[] answer = line.post("Ping", WbxmlWriter.bytes(request));
        return read(answer).text(Ping.Status).orElse("");
    }

    /** How many different items these answers add. */
    static long added(List<byte[]> answers) throws IOException {
        var ids = new ArrayList<String>();
        for (byte[] answer : answers)
            if (answer.length > 0)
                read(answer)
                        .all(AirSync.Collections, AirSync.Collection, AirSync.Commands, AirSync.Add)
                        .forEach(add -> ids.add(add.text(AirSync.ServerId).orElseThrow()));
        return ids.stream().distinct().count();
    }

    private static Element read(byte[] answer) throws IOException {
        try {
            return WbxmlReader.read(answer, Limits.DEFAULT);
        } catch (WbxmlException e) {
            throw new IOException("an answer that is not WBXML", e);
        }
    }

    @Override
    public void close() throws IOException {
        line.close();
    }
}
