package org.mailspan.backend.imap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxEncoder;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.imap.ImapConnection.Command;

/**
 * How many folders stand, in one round trip: one command where the host has LIST-STATUS (RFC 5819), or a few if the
 * names are many; else a STATUS for each, sent in one go.
 */
final class Statuses {
    /** So few that neither side's buffers fill while both only write. */
    private static final int AT_ONCE = 20;

    /** Lists, which are longer, and so are their answers. */
    private static final int LISTS_AT_ONCE = 4;

    /** Of the names in a command: RFC 7162 4 lets a host refuse command lines above 8,192 octets. */
    private static final int LONGEST = 7_000;

    /** Beyond it a name may be sent as a literal, for which the host has to say "go on" in the midst of other answers. */
    private static final int LONG_NAME = 250;

    private final ImapConnection connection;
    private final String items;

    /** @param items what is asked, {@code (UIDNEXT MESSAGES)} */
    Statuses(ImapConnection connection, String items) {
        this.connection = connection;
        this.items = items;
    }

    /**
     * @param first commands to be sent before, in the same go
     * @param rows takes what the host says, STATUS and all else; a folder that is gone, closed to us or broken at the host
     *     is not told of
     */
    void ask(List<Command> first, Collection<String> folders, ImapConnection.Rows rows) throws BackendException {
        boolean plain = folders.stream().allMatch(Statuses::isPlain);
        var commands = new ArrayList<>(first);
        if (folders.size() > 1 && plain && connection.capabilities().has("LIST-STATUS")) {
            commands.addAll(lists(folders));
            if (run(commands, LISTS_AT_ONCE, rows)) return;
            commands.clear();
        }
        for (String folder : folders) commands.add(status(folder));
        run(commands, plain ? AT_ONCE : 1, rows);
    }

    /** False if the host refuses the LIST that it advertises. */
    private boolean run(List<Command> commands, int atOnce, ImapConnection.Rows rows) throws BackendException {
        boolean listed = true;
        boolean answered = false;
        Optional<BackendException> away = Optional.empty();
        for (int from = 0; from < commands.size(); from += atOnce) {
            List<Command> some = commands.subList(from, Math.min(commands.size(), from + atOnce));
            List<ImapRow> answers = connection.runAll(some, rows);
            for (int i = 0; i < some.size(); i++) {
                if (answers.get(i).isOK()) {
                    answered |= !some.get(i).name().equals("NOOP");
                    continue;
                }
                BackendException refused =
                        ImapErrors.refused(answers.get(i), some.get(i).name(), Kind.FOLDER_GONE);
                listed &= !some.get(i).name().equals("LIST");
                boolean closed = List.of(Kind.FOLDER_GONE, Kind.NOT_ALLOWED).contains(refused.kind());
                if (listed && !closed) away = Optional.of(refused);
            }
        }
        if (away.isPresent() && !answered) throw away.get();
        return listed;
    }

    private List<Command> lists(Collection<String> folders) {
        var lists = new ArrayList<Command>();
        var some = new ArrayList<String>();
        int octets = 0;
        for (String folder : folders) {
            int more = octets(folder);
            if (octets + more > LONGEST) {
                lists.add(list(some));
                some.clear();
                octets = 0;
            }
            some.add(folder);
            octets += more;
        }
        lists.add(list(some));
        return lists;
    }

    private Command list(List<String> folders) {
        var names = new Argument();
        for (String folder : folders) connection.mailbox(names, folder);
        var arguments = new Argument().writeString("").writeArgument(names).writeAtom("RETURN (STATUS " + items + ")");
        return new Command("LIST", arguments);
    }

    /** With quotes, a space and what is escaped. */
    private int octets(String folder) {
        int name = connection.speaksUtf8()
                ? folder.getBytes(StandardCharsets.UTF_8).length
                : BASE64MailboxEncoder.encode(folder).length();
        return name + (int) folder.chars().filter(c -> c == '"' || c == '\\').count() + 3;
    }

    private Command status(String folder) {
        return new Command("STATUS", connection.mailbox(folder).writeAtom(items));
    }

    private static boolean isPlain(String folder) {
        return folder.length() <= LONG_NAME && folder.chars().noneMatch(Character::isISOControl);
    }
}
