package org.mailspan.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailspan.backend.Absence.Audience;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.protocol.Version;
import org.mailspan.support.Dialogue.Words;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.FolderHierarchy;

/** What happens in a dialogue beside the requests that it shows: at the host, and what a phone did before. */
final class DialogueActs {
    private final DialogueHost.User user;
    private final DialogueClient client;
    private final DialogueOwner owner;
    private final Version version;
    private final Map<String, String> known;

    /** Where each named message was delivered: what a phone was told of it. */
    private final Map<String, Place> places = new HashMap<>();

    private final DialogueCertificates certificates = new DialogueCertificates();
    private String device = "phone1";

    private record Place(String folder, long uid) {}

    DialogueActs(
            DialogueHost.User user,
            DialogueClient client,
            DialogueOwner owner,
            Version version,
            Map<String, String> known) {
        this.user = user;
        this.client = client;
        this.owner = owner;
        this.version = version;
        this.known = known;
    }

    /** The ServerId of a message, once the phone knows its folder. */
    Optional<String> meaning(String name) {
        return Optional.ofNullable(places.get(name))
                .filter(place -> known.containsKey(place.folder))
                .map(place -> known.get(place.folder) + ":" + place.uid);
    }

    void act(Words words) {
        switch (words.at(0)) {
            case "folder" -> done(words, user.mailbox.create(words.at(1)));
            case "rename" -> done(words, user.mailbox.rename(words.at(1), words.at(2)));
            case "remove" -> done(words, user.mailbox.remove(words.at(1)));
            case "message" -> message(words.at(1), words.named());
            case "flag" -> flag(words);
            case "expunge" -> {
                Place place = place(words.at(1));
                done(words, user.mailbox.expunge(place.folder, List.of(place.uid)));
            }
            case "move" -> {
                Place place = place(words.at(1));
                done(
                        words,
                        user.mailbox.move(place.folder, place.uid, words.at(2)).isPresent());
            }
            case "authority" -> known.put(words.at(1), certificates.authority(words));
            case "certificate" -> known.put(words.at(1), certificates.person(words));
            case "phone" -> phone(words);
            case "host" -> host(words);
            case "owner" -> owner.decide(words);
            default -> throw new IllegalArgumentException("nobody knows how to \"" + words.at(0) + "\"");
        }
    }

    private static void done(Words words, boolean done) {
        if (!done) throw new IllegalArgumentException("cannot be done: " + words.bare());
    }

    private void message(String name, Map<String, String> what) {
        int times = Integer.parseInt(what.getOrDefault("times", "1"));
        for (int i = 1; i <= times; i++) {
            String one = times == 1 ? name : name + i;
            places.put(one, new Place(what.getOrDefault("in", "INBOX"), user.deliver(one, what)));
        }
    }

    private Place place(String name) {
        return Optional.ofNullable(places.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no message " + name));
    }

    private void flag(Words words) {
        Place place = place(words.at(1));
        done(words, user.mailbox.flag(place.folder, place.uid, flags(words.from(2), "+"), flags(words.from(2), "-")));
    }

    private static Set<String> flags(List<String> words, String sign) {
        return words.stream()
                .filter(word -> word.startsWith(sign))
                .map(word -> word.substring(1))
                .collect(Collectors.toSet());
    }

    private void host(Words words) {
        switch (words.at(1)) {
            case "fails" -> user.fail(words.at(2), Kind.valueOf(words.at(3)));
            case "is" -> {
                if (!words.at(2).equals("late")) throw new IllegalArgumentException("a host is late, or not");
                user.beLate();
            }
            case "heals" -> user.heal();
            case "answers" ->
                user.mailbox.answers(
                        words.from(2).stream().map(Audience::valueOf).collect(Collectors.toSet()));
            case "sent:" -> looksLike(words.from(2), user.sent());
            default -> looksLike(words.from(2), user.shown(words.at(1).replaceFirst(":$", "")));
        }
    }

    /** @param expected items with a comma behind each but the last, "nothing", or only their number: "2 messages" */
    private static void looksLike(List<String> expected, List<String> actual) {
        if (expected.size() == 2 && expected.getLast().startsWith("message")) {
            assertEquals(expected.getFirst(), "" + actual.size(), () -> "messages at the host: " + actual);
            return;
        }
        String said = String.join(" ", expected);
        List<String> wanted = said.equals("nothing") ? List.of() : Arrays.asList(said.split(", "));
        List<String> shown =
                actual.stream().map(item -> item.replace("\"", "").strip()).toList();
        assertEquals(String.join("\n", wanted), String.join("\n", shown), "at the host");
    }

    private void phone(Words words) {
        switch (words.at(1)) {
            case "is" -> device = words.at(2);
            case "folders" -> folders();
            case "sync" -> {
                if (!known.containsKey("folders key")) folders();
                words.from(2).forEach(folder -> sync(folder, words.named()));
            }
            default -> throw new IllegalArgumentException("no phone knows how to \"" + words.at(1) + "\"");
        }
    }

    private Element post(String command, Element request) {
        return client.post(command, Map.of("device", device), Optional.of(request), new byte[0])
                .join()
                .document()
                .orElseThrow(() -> new IllegalArgumentException(command + " was not answered by a document"));
    }

    /** {@code {NAME}} is the id of each folder from then on, {@code {folders key}} the key. */
    private void folders() {
        Element answer =
                post("FolderSync", Element.of(FolderHierarchy.FolderSync, Element.of(FolderHierarchy.SyncKey, 0)));
        var names = new HashMap<String, String>();
        answer.all(FolderHierarchy.Changes, FolderHierarchy.Add).forEach(add -> {
            String parent = names.get(add.text(FolderHierarchy.ParentId).orElseThrow());
            String name = add.text(FolderHierarchy.DisplayName).orElseThrow();
            String path = parent == null ? name : parent + "/" + name;
            String id = add.text(FolderHierarchy.ServerId).orElseThrow();
            names.put(id, path);
            known.put(path.equalsIgnoreCase("inbox") ? "INBOX" : path, id);
        });
        known.put("folders key", answer.text(FolderHierarchy.SyncKey).orElseThrow());
    }

    /** To the end; {@code {NAME key}} is the key from then on, {@code {NAME old key}} the one before. */
    private void sync(String folder, Map<String, String> options) {
        String id = Optional.ofNullable(known.get(folder))
                .orElseThrow(() -> new IllegalArgumentException("the phone knows no folder " + folder));
        String key = "0";
        known.put(folder + " old key", key);
        boolean more = true;
        for (int round = 0; more && round < 100; round++) {
            Element asked = Element.of(
                    AirSync.Collection,
                    version.since(Version.V14_0) ? null : Element.of(AirSync.Class, "Email"),
                    Element.of(AirSync.SyncKey, key),
                    Element.of(AirSync.CollectionId, id),
                    options.containsKey("window") ? Element.of(AirSync.WindowSize, options.get("window")) : null,
                    options.containsKey("filter")
                            ? Element.of(AirSync.Options, Element.of(AirSync.FilterType, options.get("filter")))
                            : null);
            Element request = Element.of(AirSync.Sync, Element.of(AirSync.Collections, asked));
            var answer = client.post("Sync", Map.of("device", device), Optional.of(request), new byte[0])
                    .join()
                    .document();
            if (answer.isEmpty()) return;
            Element done =
                    answer.get().first(AirSync.Collections, AirSync.Collection).orElseThrow();
            known.put(folder + " old key", key);
            more = done.has(AirSync.MoreAvailable) || key.equals("0");
            key = done.text(AirSync.SyncKey).orElseThrow();
            known.put(folder + " key", key);
        }
    }
}
