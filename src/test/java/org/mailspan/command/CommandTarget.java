package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Spool;
import org.mailspan.backend.memory.MemoryBackend;
import org.mailspan.fuzz.Target;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.support.Dialogue.Step;
import org.mailspan.support.DialogueFiles;
import org.mailspan.support.Phone;
import org.mailspan.support.Schemas;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Limits;
import org.mailspan.wbxml.Node;
import org.mailspan.wbxml.WbxmlException;
import org.mailspan.wbxml.WbxmlReader;
import org.mailspan.wbxml.WbxmlWriter;

/**
 * All commands over a host in memory, for fuzzing: whatever the document, an answer of the specification comes. An
 * input is the command, a version with flags, and the document; what it changed is undone before the next.
 */
public final class CommandTarget {
    private static final List<String> COMMANDS = List.of(
            "Sync",
            "SendMail",
            "SmartForward",
            "SmartReply",
            "GetAttachment",
            "FolderSync",
            "FolderCreate",
            "FolderDelete",
            "FolderUpdate",
            "MoveItems",
            "GetItemEstimate",
            "MeetingResponse",
            "Search",
            "Settings",
            "Ping",
            "ItemOperations",
            "Provision",
            "ResolveRecipients",
            "ValidateCert",
            "Find");

    private static final List<Version> VERSIONS = List.of(Version.values());
    private static final String DEVICE = "fuzzed";
    private static final Path DATA = Path.of("target/fuzz");
    private static final int RAW = 0x40, MULTIPART = 0x80;

    /** Nothing is held, whatever the document says. */
    private static final CommandLimits LIMITS =
            new CommandLimits(Duration.ZERO, Duration.ZERO, 200, Duration.ZERO, 1 << 20, Duration.ofSeconds(2));

    private static final CommandTarget ONE = new CommandTarget();

    private final ReentrantLock lock = new ReentrantLock();
    private Wiring wiring;
    private int commits;
    private final Map<String, String> names = new HashMap<>();

    private CommandTarget() {}

    public static Target command() {
        return new Target(
                "command",
                ONE::read,
                ONE::seeds,
                List.of(
                        "\3" + "x".repeat(100) + "\0",
                        "\3x\0",
                        "\0030\0",
                        "\0031:1\0",
                        "\0032\0",
                        "\0\0",
                        "\0\021",
                        "\0\2",
                        "\1",
                        "\3-1\0",
                        "\399999999999\0",
                        "\0030-99999\0"));
    }

    private void read(byte[] input) throws Exception {
        if (input.length < 2) return;
        lock.lock();
        try {
            ready();
            String command = COMMANDS.get(Byte.toUnsignedInt(input[0]) % COMMANDS.size());
            int flags = Byte.toUnsignedInt(input[1]);
            var version = VERSIONS.get((flags & 0x3F) % VERSIONS.size());
            byte[] rest = Arrays.copyOfRange(input, 2, input.length);
            if ((flags & RAW) != 0) answered(command, version, Optional.empty(), rest, flags);
            else if (rest.length == 0) answered(command, version, Optional.empty(), rest, flags);
            else answered(command, version, Optional.of(WbxmlReader.read(rest, Limits.DEFAULT)), new byte[0], flags);
        } catch (WbxmlException refused) {
            // 400
        } finally {
            lock.unlock();
        }
    }

    private void answered(String command, Version version, Optional<Element> request, byte[] body, int flags)
            throws Exception {
        var parameters = new HashMap<String, String>();
        if (body.length > 0) {
            parameters.put("ItemId", names.get("item"));
            parameters.put("CollectionId", names.get("INBOX"));
            parameters.put("AttachmentName", new String(body, StandardCharsets.ISO_8859_1));
            parameters.put("LongId", new String(body, StandardCharsets.ISO_8859_1));
        }
        try {
            boolean multipart = (flags & MULTIPART) != 0;
            var call = new Call(version, DEVICE, wiring.backend, request, body, parameters, multipart, new Held());
            switch (wiring.ask(command, call)) {
                case Reply.Document(Element root) -> hold(root, version);
                case Reply.Spooled(Element root, var spools) -> {
                    for (Spool spool : spools) spool.close();
                }
                case Reply.Multipart(Element root, var parts) -> hold(root, version);
                case Reply.Refused(int status, String reason) ->
                    assertTrue(status >= 400 && status < 500 || status == 501 || status == 503, status + " " + reason);
                case Reply.Empty() -> {}
                case Reply.Raw raw -> {}
            }
        } catch (BackendException later) {
            // 503
        }
    }

    /** As it goes out: the writer leaves out what no document can carry. */
    private static void hold(Element root, Version version) throws WbxmlException {
        Schemas.hold(WbxmlReader.read(WbxmlWriter.bytes(root), Limits.DEFAULT), version);
    }

    /** A mailbox with a few messages and a device that knows them; anew if anything was written since. */
    private void ready() throws Exception {
        if (wiring != null && wiring.commits() == commits) return;
        if (wiring != null) wiring.close();
        Path data = empty();
        wiring = new Wiring(data, LIMITS, MemoryBackend.Tells.INCREMENTAL);
        for (int i = 0; i < 3; i++) wiring.deliver("INBOX", "Subject " + i);
        Phone phone = wiring.phone(DEVICE, Version.V16_1);
        String inbox = phone.folder(FolderType.Inbox).id();
        phone.sync(inbox);
        phone.syncAll(inbox);
        names.put("INBOX", inbox);
        names.put("INBOX key", phone.collection(inbox).key());
        names.put("item", phone.collection(inbox).items().keySet().iterator().next());
        commits = wiring.commits();
    }

    private static Path empty() throws IOException {
        if (Files.exists(DATA))
            try (Stream<Path> files = Files.walk(DATA)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
            }
        return Files.createDirectories(DATA);
    }

    /** What the dialogues ask, with the ids and keys of here. */
    private List<byte[]> seeds() {
        lock.lock();
        try {
            ready();
            var seeds = new ArrayList<byte[]>();
            var known = new HashSet<String>();
            for (DialogueFiles.File file : DialogueFiles.all().toList()) {
                Version version = file.versions().contains(Version.V16_1) ? Version.V16_1 : Version.V12_1;
                for (Step step : file.read(version).steps())
                    if (step instanceof Step.Ask ask && COMMANDS.contains(ask.command())) {
                        byte[] seed = seed(ask, version);
                        if (known.add(HexFormat.of().formatHex(seed))) seeds.add(seed);
                    }
            }
            return seeds;
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        } finally {
            lock.unlock();
        }
    }

    private byte[] seed(Step.Ask ask, Version version) {
        var out = new ByteArrayOutputStream();
        out.write(COMMANDS.indexOf(ask.command()));
        out.write(VERSIONS.indexOf(version) | (ask.document().isEmpty() && ask.body().length > 0 ? RAW : 0));
        out.writeBytes(
                ask.document().map(root -> WbxmlWriter.bytes(named(root))).orElse(ask.body()));
        return out.toByteArray();
    }

    private Element named(Element element) {
        return new Element(
                element.tag(),
                element.children().stream()
                        .map(child -> switch (child) {
                            case Element inner -> (Node) named(inner);
                            case Node.Text(String text) -> new Node.Text(named(text));
                            default -> child;
                        })
                        .toList());
    }

    private String named(String text) {
        if (!text.startsWith("{") || !text.endsWith("}")) return text;
        return names.getOrDefault(text.substring(1, text.length() - 1), names.get("item"));
    }
}
