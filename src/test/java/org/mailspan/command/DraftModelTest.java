package org.mailspan.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mailspan.command.Ask.*;
import static org.mailspan.wbxml.AirSync.*;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.memory.Mailbox.Message;
import org.mailspan.backend.memory.MemoryBackend.Tells;
import org.mailspan.format.Headers;
import org.mailspan.format.MimePart;
import org.mailspan.format.MimeTree;
import org.mailspan.protocol.FolderType;
import org.mailspan.support.Phone;
import org.mailspan.support.Requests;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Email2;

/**
 * A phone and another mail program write the same drafts, answers are lost, the bridge is started anew: at every moment
 * the host has what the last writer meant, each mail goes out once, and every file is reached by the name that the phone
 * was told.
 */
class DraftModelTest {
    private static final int STEPS = 40;

    @TempDir
    Path directory;

    @AutoClose
    private Wiring wiring;

    private Phone phone;
    private String drafts;
    private String key;
    private Random random;
    private int count;

    /** What a draft should be; files by their FileReference. */
    private static final class Draft {
        private String subject = "";
        private String body = "";
        private final Map<String, String> files = new TreeMap<>();
        /** The phone has not heard of the last change. */
        private boolean changedElsewhere;

        private String shown() {
            return subject + "|" + body + "|" + files.values().stream().sorted().collect(Collectors.joining(","));
        }
    }

    private final Map<String, Draft> model = new HashMap<>();
    private final List<String> sent = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whateverIsDoneInWhateverOrder(long seed) throws Exception {
        random = new Random(seed);
        var tells = List.of(Tells.INCREMENTAL, Tells.REMAINING, Tells.FULL);
        wiring = new Wiring(directory, Wiring.LIMITS, tells.get((int) (seed % tells.size())));
        phone = wiring.phone();
        drafts = phone.folder(FolderType.Drafts).id();
        phone.syncAll(drafts);
        key = phone.collection(drafts).key();
        for (int step = 0; step < STEPS; step++) {
            step();
            check("seed " + seed + ", step " + step);
        }
    }

    private void step() throws Exception {
        String id = model.isEmpty()
                ? ""
                : List.copyOf(new TreeMap<>(model).keySet()).get(random.nextInt(model.size()));
        switch (id.isEmpty() ? 0 : random.nextInt(9)) {
            case 0, 1 -> add();
            case 2, 3, 4 -> change(id, false);
            case 5 -> change(id, true);
            case 6 -> delete(id);
            case 7 -> replaceElsewhere(id);
            default -> wiring.restart();
        }
    }

    private Element ask(Element command) throws Exception {
        Element request = sync(collection(drafts, key, Element.of(DeletesAsMoves, 0), commands(command)));
        int lost = random.nextInt(3);
        for (int i = 0; i < lost; i++) wiring.ask("phone", "Sync", request);
        Element answer = wiring.ask("phone", "Sync", request);
        key = key(answer, drafts);
        // Whatever is told makes the phone's copy current.
        in(answer, drafts)
                .all(Commands, Change, ServerId)
                .forEach(told -> model.get(told.text()).changedElsewhere = false);
        return in(answer, drafts);
    }

    private Element data(Draft draft, List<Element> attachments) {
        return Element.of(
                ApplicationData,
                Element.of(Email.To, "bob@example.org"),
                Element.of(Email.Subject, draft.subject),
                Element.of(AirSyncBase.Body, Element.of(AirSyncBase.Type, 1), Element.of(AirSyncBase.Data, draft.body)),
                attachments.isEmpty() ? null : Element.of(AirSyncBase.Attachments, attachments));
    }

    private static Element file(String clientId, String content) {
        return Element.of(
                AirSyncBase.Add,
                Element.of(AirSyncBase.ClientId, clientId),
                Element.of(AirSyncBase.Method, 1),
                Element.of(AirSyncBase.Content, content.getBytes(UTF_8)),
                Element.of(AirSyncBase.DisplayName, clientId + ".bin"));
    }

    private void write(Draft draft, List<Element> attachments, Map<String, String> added) {
        draft.subject = "Subject " + ++count;
        if (random.nextBoolean()) draft.body = "Body " + count;
        for (int i = random.nextInt(3); i > 0; i--) {
            String clientId = "f" + ++count;
            added.put(clientId, "content " + count);
            attachments.add(file(clientId, "content " + count));
        }
    }

    private static void named(Element response, Draft draft, Map<String, String> added) {
        response.all(ApplicationData, AirSyncBase.Attachments, AirSyncBase.Attachment)
                .forEach(one -> draft.files.put(
                        one.text(AirSyncBase.FileReference).orElseThrow(),
                        added.get(one.text(AirSyncBase.ClientId).orElseThrow())));
    }

    private void add() throws Exception {
        var draft = new Draft();
        var attachments = new ArrayList<Element>();
        var added = new HashMap<String, String>();
        write(draft, attachments, added);
        String clientId = "c" + ++count;
        Element answer = ask(Element.of(Add, Element.of(ClientId, clientId), data(draft, attachments)));
        Element response = answer.first(Responses, Add).orElseThrow();
        assertEquals("1", response.text(Status).orElseThrow(), response::indented);
        named(response, draft, added);
        model.put(response.text(ServerId).orElseThrow(), draft);
    }

    private void change(String id, boolean send) throws Exception {
        Draft now = model.get(id);
        var draft = new Draft();
        draft.body = now.body;
        draft.files.putAll(now.files);
        var attachments = new ArrayList<Element>();
        var added = new HashMap<String, String>();
        write(draft, attachments, added);
        for (String reference : List.copyOf(now.files.keySet()))
            if (random.nextInt(3) == 0) {
                draft.files.remove(reference);
                attachments.add(Element.of(AirSyncBase.Delete, Element.of(AirSyncBase.FileReference, reference)));
            }
        boolean conflict = now.changedElsewhere;
        Element answer =
                ask(Element.of(Change, Element.of(ServerId, id), data(draft, attachments), send ? Email2.Send : null));
        Element response = answer.first(Responses, Change).orElseThrow();
        assertEquals(conflict ? "7" : "1", response.text(Status).orElseThrow(), response::indented);
        if (conflict) return;
        named(response, draft, added);
        if (send) {
            // The names of what was attached at last are of no use any more.
            if (draft.files.size() < now.files.size() + added.size())
                added.forEach((clientId, content) -> draft.files.put(clientId, content));
            sent.add(draft.shown());
            model.remove(id);
        } else model.put(id, draft);
    }

    private void delete(String id) throws Exception {
        ask(Element.of(Delete, Element.of(ServerId, id)));
        model.remove(id);
    }

    private void replaceElsewhere(String id) {
        Draft draft = model.get(id);
        Message old = wiring.mailbox.messages("Drafts").stream()
                .filter(message ->
                        Headers.parse(message.octets()).text("Subject").equals(draft.subject))
                .findFirst()
                .orElseThrow();
        String before = "Subject: " + draft.subject + "\r\n";
        draft.subject = "Elsewhere " + ++count;
        draft.changedElsewhere = true;
        String message = new String(old.octets(), UTF_8).replace(before, "Subject: " + draft.subject + "\r\n");
        wiring.mailbox.append("Drafts", message.getBytes(UTF_8), old.flags(), wiring.now);
        wiring.mailbox.expunge("Drafts", List.of(old.uid()));
    }

    private void check(String where) throws Exception {
        assertEquals(
                model.values().stream().map(Draft::shown).sorted().toList(),
                wiring.mailbox.messages("Drafts").stream()
                        .map(message -> shown(message.octets()))
                        .sorted()
                        .toList(),
                where);
        assertEquals(
                sent,
                wiring.backend.sent().stream()
                        .map(mail -> shown(mail.message()))
                        .toList(),
                where);
        for (Draft draft : model.values())
            for (var file : draft.files.entrySet())
                if (!draft.changedElsewhere) assertEquals(file.getValue(), fetched(file.getKey()), where);
    }

    private static String shown(byte[] message) {
        MimeTree tree = MimeTree.parse(message);
        List<MimePart> parts = tree.root().isMultipart() ? tree.root().children() : List.of(tree.root());
        String files = parts.stream()
                .skip(1)
                .map(part -> new String(
                        Base64.getMimeDecoder()
                                .decode(tree.section(part.section()).orElseThrow()),
                        UTF_8))
                .sorted()
                .collect(Collectors.joining(","));
        String body = new String(tree.section(parts.getFirst().section()).orElseThrow(), UTF_8);
        return Headers.parse(message).text("Subject") + "|" + body.strip() + "|" + files;
    }

    private String fetched(String reference) throws Exception {
        Element answer = wiring.ask("phone", "ItemOperations", Requests.attachment(reference));
        return new String(Requests.octets(answer), UTF_8);
    }
}
