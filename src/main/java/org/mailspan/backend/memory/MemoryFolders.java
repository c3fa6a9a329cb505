package org.mailspan.backend.memory;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailspan.backend.Backend.Folders.Identity;
import org.mailspan.backend.Backend.Folders.Placed;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.protocol.FolderType;

/** Makes, renames and removes folders of a {@link Mailbox}. */
final class MemoryFolders {
    static final String JUNK = "Junk";

    private final Mailbox mailbox;

    MemoryFolders(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    Placed create(String parent, String name) throws BackendException {
        if (!parent.isEmpty() && !mailbox.has(parent)) return new Placed.NoParent();
        String path = path(parent, name);
        return mailbox.create(path) ? new Placed.At(path) : new Placed.Taken(path);
    }

    Placed rename(String folder, String parent, String name) throws BackendException {
        if (!mailbox.has(folder)) throw gone(folder);
        checkOrdinary(folder);
        if (!parent.isEmpty() && !mailbox.has(parent)) return new Placed.NoParent();
        String path = path(parent, name);
        if (path.equals(folder) || mailbox.rename(folder, path)) return new Placed.At(path);
        return new Placed.Taken(path);
    }

    void remove(String folder) throws BackendException {
        if (!mailbox.has(folder)) throw gone(folder);
        checkOrdinary(folder);
        mailbox.removeOne(folder);
    }

    /** UIDVALIDITY is never given twice here, so it serves as the id as well. */
    Map<String, Identity> identities(Collection<String> folders) {
        var found = new HashMap<String, Identity>();
        for (String folder : folders)
            mailbox.view(folder)
                    .map(view -> "" + view.uidValidity())
                    .ifPresent(id -> found.put(folder, new Identity(id, id)));
        return found;
    }

    Set<String> permanent(Collection<String> folders) {
        return folders.stream().filter(folder -> !isOrdinary(folder)).collect(Collectors.toUnmodifiableSet());
    }

    private void checkOrdinary(String folder) throws BackendException {
        if (!isOrdinary(folder)) throw new BackendException(Kind.NOT_ALLOWED, folder + " has a use of its own");
    }

    /** Junk has a use as well, of which EAS has no type: as on hosts that mark it. */
    private boolean isOrdinary(String folder) {
        return !folder.substring(folder.lastIndexOf('/') + 1).equals(JUNK)
                && mailbox.folders().stream()
                        .anyMatch(box -> box.name().equals(folder) && box.type() == FolderType.UserMail);
    }

    private static String path(String parent, String name) throws BackendException {
        String last = name.strip().replace('/', '_');
        if (last.isEmpty()) throw new BackendException(Kind.REFUSED, "a folder without a name");
        if (parent.isEmpty() && last.equalsIgnoreCase("INBOX")) return "INBOX";
        return parent.isEmpty() ? last : parent + "/" + last;
    }

    private static BackendException gone(String folder) {
        return new BackendException(Kind.FOLDER_GONE, "no folder " + folder);
    }
}
