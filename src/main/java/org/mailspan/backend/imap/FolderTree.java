package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mailspan.backend.Folder;
import org.mailspan.protocol.FolderType;

/** Makes of a host's list the tree that a phone shows: pure, so that odd hosts can be tried in tests. */
final class FolderTree {
    private static final Map<String, FolderType> SPECIAL_USE =
            Map.of("\\drafts", FolderType.Drafts, "\\sent", FolderType.SentItems, "\\trash", FolderType.DeletedItems);

    /** {@code \\flagged} and the like stand beside others on some hosts; whoever marks a folder so means to keep it. */
    private static final Set<String> USES = Set.of(
            "\\all",
            "\\archive",
            "\\drafts",
            "\\flagged",
            "\\important",
            "\\junk",
            "\\memos",
            "\\scheduled",
            "\\sent",
            "\\snoozed",
            "\\trash");

    /** As mail programs and providers call it; EAS has no type for it. */
    private static final Set<String> JUNK = Set.of(
            "junk",
            "spam",
            "junk e-mail",
            "junk email",
            "bulk mail",
            "spamverdacht",
            "junk-e-mail",
            "courrier indésirable",
            "indésirables",
            "posta indesiderata",
            "correo no deseado",
            "lixo eletrônico",
            "ongewenste e-mail",
            "skräppost");

    private static final String INBOX = "INBOX";

    private final Map<String, ListRow> rows = new TreeMap<>();
    private final String delimiter;
    private final String prefix;

    /**
     * @param namespace prefix of the personal namespace, {@code INBOX.}; empty if there is none or the host cannot
     *     say
     * @param hideViews whether folders are left out that show mail of others again
     */
    FolderTree(List<ListRow> listed, String namespace, boolean hideViews) {
        for (ListRow row : listed) if (!hideViews || !Gmail.isView(row)) rows.putIfAbsent(row.name(), row);
        delimiter = listed.stream()
                .map(ListRow::delimiter)
                .filter(d -> !d.isEmpty())
                .findFirst()
                .orElse("");
        rows.putIfAbsent(INBOX, new ListRow(INBOX, delimiter, Set.of(), true));
        prefix = namespace.isEmpty() ? guessed() : namespace;
        List.copyOf(rows.keySet()).forEach(this::addParents);
        Set<String> leading = leading();
        rows.values().removeIf(row -> isDeadEnd(row, leading));
    }

    /** Where everything lies below the inbox, the host keeps the personal folders there (Courier). */
    private String guessed() {
        String below = INBOX + delimiter;
        boolean all = rows.keySet().stream().allMatch(name -> name.equals(INBOX) || isBelow(name, below));
        return all && !delimiter.isEmpty() && rows.size() > 1 ? below : "";
    }

    private static boolean isBelow(String name, String prefix) {
        return name.length() > prefix.length() && name.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    /** The path as shown: the prefix of the personal namespace is the host's business. */
    private String shown(String name) {
        return !prefix.isEmpty() && isBelow(name, prefix) ? name.substring(prefix.length()) : name;
    }

    private String parent(String name) {
        int last = delimiter.isEmpty() ? -1 : shown(name).lastIndexOf(delimiter);
        String above =
                last <= 0 ? "" : name.substring(0, name.length() - shown(name).length() + last);
        return above.equalsIgnoreCase(INBOX) ? INBOX : above;
    }

    /** Hosts leave out folders above that do not exist; clients refuse orphans (quirk D3). */
    private void addParents(String name) {
        for (String above = parent(name); !above.isEmpty() && !rows.containsKey(above); above = parent(above))
            rows.put(above, new ListRow(above, delimiter, Set.of("\\noselect"), true));
    }

    private static boolean isDeadEnd(ListRow row, Set<String> leading) {
        return !row.isSelectable() && !leading.contains(row.name().toLowerCase(Locale.ROOT)) && row.nameable();
    }

    /** All that lies above something that can be opened, in lower case: some accounts have thousands of folders. */
    private Set<String> leading() {
        var leading = new HashSet<String>();
        if (delimiter.isEmpty()) return leading;
        for (ListRow row : rows.values()) {
            if (!row.isSelectable()) continue;
            String name = row.name().toLowerCase(Locale.ROOT);
            int last = name.length() - delimiter.length();
            for (int at = name.indexOf(delimiter); at >= 0 && at < last; at = name.indexOf(delimiter, at + 1))
                leading.add(name.substring(0, at));
        }
        return leading;
    }

    /** The inbox first, parents before children. */
    List<Folder> folders() {
        Map<String, FolderType> types = types();
        var folders = new ArrayList<Folder>();
        for (ListRow row : rows.values()) {
            FolderType type = types.getOrDefault(row.name(), FolderType.UserMail);
            folders.add(new Folder(row.name(), parent(row.name()), displayed(row.name()), type, row.isSelectable()));
        }
        folders.sort(Comparator.comparing((Folder folder) -> folder.type() != FolderType.Inbox)
                .thenComparing(folder -> shown(folder.remote()).toLowerCase(Locale.ROOT)));
        return folders;
    }

    private String displayed(String name) {
        if (name.equals(INBOX)) return "Inbox";
        String shown = shown(name);
        String last = delimiter.isEmpty() ? shown : shown.substring(shown.lastIndexOf(delimiter) + 1);
        if (last.isBlank()) return name;
        // AOSP deletes a folder of this name, with all below (quirk D6)
        return last.equalsIgnoreCase("Sync Issues") ? "Sync Issues (mail)" : last;
    }

    /** At most one folder of each type: what the host marks, else what has a well-known name. */
    private Map<String, FolderType> types() {
        var found = new EnumMap<FolderType, String>(FolderType.class);
        List<ListRow> shallowFirst = rows.values().stream()
                .filter(row -> row.isSelectable() && !row.name().equals(INBOX))
                .sorted(Comparator.comparingInt(row -> depth(row.name())))
                .toList();
        for (ListRow row : shallowFirst) marked(row).ifPresent(type -> found.putIfAbsent(type, row.name()));
        for (ListRow row : shallowFirst)
            if (depth(row.name()) == 0 && !found.containsValue(row.name()))
                WellKnownNames.type(shown(row.name())).ifPresent(type -> found.putIfAbsent(type, row.name()));
        found.put(FolderType.Inbox, INBOX);
        var types = new TreeMap<String, FolderType>();
        found.forEach((type, name) -> types.put(name, type));
        return types;
    }

    /** What the host marks so, else what is called so at the top: a search of everything passes over it. */
    Set<String> junk() {
        Set<String> marked = named(row -> row.is("\\junk"));
        return marked.isEmpty() ? named(row -> depth(row.name()) == 0 && isCalledJunk(shown(row.name()))) : marked;
    }

    /** Those that show mail of others again. */
    Set<String> views() {
        return named(Gmail::isView);
    }

    private Set<String> named(Predicate<ListRow> which) {
        return rows.values().stream().filter(which).map(ListRow::name).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isCalledJunk(String name) {
        return JUNK.contains(name.toLowerCase(Locale.ROOT));
    }

    private static Optional<FolderType> marked(ListRow row) {
        return row.attributes().stream()
                .filter(SPECIAL_USE::containsKey)
                .map(SPECIAL_USE::get)
                .findFirst();
    }

    private int depth(String name) {
        return delimiter.isEmpty() ? 0 : shown(name).split(Pattern.quote(delimiter), -1).length - 1;
    }

    boolean has(String name) {
        return rows.containsKey(name);
    }

    /** The folder and those below it, as the host names them, parents first. */
    List<String> family(String name) {
        String below = name + delimiter;
        return rows.keySet().stream()
                .filter(other -> other.equals(name) || !delimiter.isEmpty() && isOf(other, name, below))
                .toList();
    }

    /** Of the inbox alone no host tells case (RFC 3501 5.1). */
    private static boolean isOf(String other, String name, String below) {
        return name.equals(INBOX) ? isBelow(other, below) : other.startsWith(below);
    }

    /** Marked by the host as one that its users need, or as a view of other folders (RFC 6154). */
    boolean isSpecial(String name) {
        ListRow row = rows.get(name);
        return name.equals(INBOX) || row != null && row.attributes().stream().anyMatch(USES::contains);
    }

    /** Whether no folder can be below this one. */
    boolean isLeaf(String name) {
        ListRow row = rows.get(name);
        return delimiter.isEmpty() || row != null && row.is("\\noinferiors");
    }

    /**
     * What a folder is to be called, the empty {@code parent} being the top. A delimiter in a name becomes an
     * underscore: where it is a dot (Maildir++), many names would be none else. So does a slash, which files cannot
     * have in theirs.
     */
    String path(String parent, String name) {
        String last = (delimiter.isEmpty() ? name : name.replace(delimiter, "_")).replace('/', '_');
        boolean top = parent.isEmpty() || prefix.equalsIgnoreCase(parent + delimiter);
        return top ? prefix + last : parent + delimiter + last;
    }

    /** The folder that has this name already, as far as can be said without asking the host. */
    Optional<String> taken(String path) {
        boolean inbox = path.equalsIgnoreCase(prefix + INBOX) || path.equalsIgnoreCase(INBOX);
        return inbox ? Optional.of(INBOX) : Optional.of(path).filter(rows::containsKey);
    }

    /** What a new folder at the top is to be called; empty if there is something of that name. */
    Optional<String> nameForNew(String name) {
        String wanted = prefix + name;
        return rows.keySet().stream().anyMatch(wanted::equalsIgnoreCase) ? Optional.empty() : Optional.of(wanted);
    }
}
